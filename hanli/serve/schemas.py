"""What goes over the wire as JSON: requests, answers and refusals."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, FailFast, Field, create_model


class Pixels(BaseModel):
    """The JSON body of `/predict`; the application narrows it to the exact number of pixels of its model."""

    model_config = ConfigDict(extra="forbid")
    pixels: list[Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]]


class Text(BaseModel):
    """The JSON body of `/predict/text`; the application narrows it to the longest text that it takes."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, Field(strict=True, min_length=1)]


class Prediction(BaseModel):
    """What a prediction answers: the likeliest class, how likely each one is, and which model says so."""

    label: str
    probability: float
    probabilities: list[float]
    model: str
    version: str


class Version(BaseModel):
    """Which model answers now; `sha256` is that of its program."""

    name: str
    version: str
    sha256: str


class Status(BaseModel):
    """The answer of `/live` and of a healthy `/ready`."""

    status: str


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str


class Fault(BaseModel):
    """One thing that is wrong with the input: where, and what."""

    loc: list[str | int]
    msg: str
    type: str


class Refusal(BaseModel):
    """What is wrong with the input."""

    detail: list[Fault]


def make_pixels_type(length: int) -> type[Pixels]:
    """The body of `/predict` for a model of so many pixels."""
    pixel = Pixels.model_fields["pixels"].annotation
    pixels = Annotated[pixel, FailFast(), Field(min_length=length, max_length=length)]  # type: ignore[valid-type]
    return create_model("Pixels", __base__=Pixels, pixels=(pixels, ...))


def make_text_type(longest: int) -> type[Text]:
    """The body of `/predict/text` for texts of at most so many characters."""
    return create_model(
        "Text", __base__=Text, text=(Annotated[str, Field(strict=True, min_length=1, max_length=longest)], ...)
    )
