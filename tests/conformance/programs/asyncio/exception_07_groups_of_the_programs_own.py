# pins down: split, subgroup, derive and except* of groups with arguments of their own; what each part keeps
import traceback, sys
class MyG(ExceptionGroup):
    def __new__(cls, msg, excs, code=0): o = super().__new__(cls, msg, excs); o.code = code; return o
    def derive(self, excs): return MyG(self.message, excs, self.code)
class Plain(ExceptionGroup): pass
def tree(e, d=0): print("  " * d + f"{type(e).__name__}({e.args[0] if e.args else ''!r})", getattr(e, "code", ""), getattr(e, "__notes__", ""), type(e.__cause__).__name__, type(e.__context__).__name__, e.__suppress_context__ if not d else '', e.__traceback__ is not None); [tree(x, d + 1) for x in getattr(e, "exceptions", ())]
def make(G):
    try:
        try: raise KeyError("ctx")
        except KeyError as k:
            e = G("root", [ValueError(1), G("mid", [TypeError("t"), OSError(2, "x"), ValueError(3)]), KeyError("k")]); e.add_note("n1"); e.exceptions[1].add_note("n2"); raise e from k
    except BaseException as e: return e
for G in ExceptionGroup, BaseExceptionGroup, MyG, Plain:
    e = make(G); tree(e)
    for cond in (ValueError, (TypeError, KeyError), lambda x: isinstance(x, OSError), lambda x: len(str(x)) < 2, ZeroDivisionError, BaseException, G):
        m, r = e.split(cond); print("split", m is e, r is None, repr(m), repr(r)); [tree(x) for x in (m, r) if x is not None and x is not e]
    s = e.subgroup(ValueError); s2 = e.subgroup([ValueError, KeyError]) if 0 else None; print(repr(s), s.__notes__, str(s), e.message, len(e.exceptions))
    for how in range(8):
        try:
            try: raise make(G)
            except* ValueError as v:
                print("V", repr(v), type(v.__context__).__name__)
                if how == 1: raise
                if how == 2: raise RuntimeError("from V")
                if how == 3: raise RuntimeError("from V") from v
                if how == 4: raise v.exceptions[0]
                if how == 5: raise v
                if how == 6: raise make(G)
            except* (KeyError, TypeError) as k:
                print("K", repr(k))
                if how in (2, 7): raise LookupError("from K") from None
            else: print("else")
            finally: print("finally")
        except BaseException as x: print(how, repr(x)); tree(x)
    for bad in (lambda: G("m", []), lambda: G("m", [1]), lambda: G("m", 3), lambda: G("m"), lambda: e.split(3), lambda: G("m", [KeyboardInterrupt()]), lambda: e.subgroup("x"), lambda: setattr(e, "message", 1), lambda: setattr(e, "exceptions", ())):
        try: print(repr(bad()))
        except BaseException as x: print(type(x).__name__, x)
try:
    try: raise ValueError("naked")
    except* ValueError as g: print(repr(g), g.exceptions[0].__traceback__ is not None); raise
except BaseException as x: print(repr(x))
try:
    try: raise ValueError("naked")
    except* TypeError as g: pass
except BaseException as x: print(repr(x))
def f():
    for i in range(3):
        try: raise ExceptionGroup("g", [ValueError(i)])
        except* ValueError as g:
            try: raise TypeError("inner")
            except TypeError as t: last = t
    return last.__context__
print(repr(f()))
traceback.print_exception(make(MyG), file=sys.stdout); print("".join(traceback.format_exception_only(make(ExceptionGroup), show_group=True)))
print(BaseExceptionGroup("b", [ValueError()]).__class__, BaseExceptionGroup("b", [SystemExit()]).__class__, ExceptionGroup.__mro__, ExceptionGroup[int])
big = ExceptionGroup("many", [ValueError(i) for i in range(20)]); traceback.print_exception(big, file=sys.stdout)
deep = ValueError("deep")
for i in range(15): deep = ExceptionGroup(f"d{i}", [deep])
traceback.print_exception(deep, file=sys.stdout)
