import json
from pathlib import Path

from hanli.builder import json_schema

schema = json_schema()
Path("schema.json").write_text(json.dumps(schema, indent=2), encoding="utf-8")

print(schema["required"])
choices = schema["properties"]["layers"]["items"]["oneOf"]
print(len(choices), choices[0])
dropout = schema["$defs"]["DropoutLayer"]
print(dropout["properties"]["type"], dropout["required"], dropout["additionalProperties"])
print(
    {key: dropout["properties"]["rate"][key] for key in ("default", "minimum", "exclusiveMaximum")}
)
