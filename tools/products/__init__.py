"""What a page is made into besides the page of the site: an executed notebook, a script and plain Markdown.

`parts` splits a page into text and code with its asserted output; `notebook`, `script` and `plain` write one form each, and
nothing is run for it: the outputs are those that the tests assert. `written` writes the forms of a page, and `llms.txt`.
"""
