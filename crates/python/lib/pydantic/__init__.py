"""pydantic 2, as far as small FastAPI programs use it: models with simple fields, their checks, and JSON.

Owns: the public names. Left out: JSON schemas, strict mode, network types, serializers, discriminated unions.
"""

from ._errors import PydanticUserError, ValidationError
from ._fields import (
    AfterValidator, BeforeValidator, ConfigDict, Field, NegativeFloat, NegativeInt, NonNegativeFloat, NonNegativeInt,
    PositiveFloat, PositiveInt,
    StringConstraints, computed_field, confloat, conint, conlist, constr, field_serializer, field_validator, model_validator,
)
from ._main import BaseModel, TypeAdapter, create_model

__version__ = VERSION = "2.14.3"
