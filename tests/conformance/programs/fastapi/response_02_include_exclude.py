# pins down: include and exclude that go down into lists, dictionaries and models
from pydantic import *
from typing import *


class I(BaseModel):
    x: int = 1
    y: str = "b"


class L(BaseModel):
    items: list[I] = [I(), I(x=2), I(x=3)]
    m: dict[str, I] = {"k": I(), "l": I(x=5)}
    one: I = I()


l = L()
for kw in [
    dict(exclude={"items": {0}}),
    dict(exclude={"items": {0: {"x"}}}),
    dict(exclude={"items": {"__all__": {"y"}}}),
    dict(include={"items": {1, 2}}),
    dict(include={"items": {"__all__": {"x"}}}),
    dict(include={"items": {0: {"x"}, "__all__": {"y"}}}),
    dict(exclude={"items": {-1}}),
    dict(include={"m": {"k"}}),
    dict(exclude={"m": {"k": {"x"}}}),
    dict(include={"one": {"x"}}),
    dict(include={"one"}, exclude={"one": {"x"}}),
    dict(exclude={"items": {"x"}}),
    dict(include={"items": {"x"}}),
    dict(exclude={"m": {"__all__": {"x"}}}),
]:
    for mode in ("json", "python"):
        try:
            print(kw, l.model_dump(mode=mode, **kw))
        except Exception as e:
            print(kw, type(e).__name__, e)
T = TypeAdapter(list[I])
print(
    T.dump_python([I(), I(x=2)], exclude={"y"}),
    T.dump_python([I(), I(x=2)], include={"y"}),
    T.dump_python([I(), I(x=2)], exclude={0: {"y"}}),
    T.dump_json([I()], exclude={"__all__": {"y"}}),
)
