# Pins down: which scope catches when inner and outer are cancelled in one step, in both orders, with and without a shield.
import trio


async def attempt(label, order, shield=False, swallow=False):
    scopes = {}
    with trio.CancelScope() as scopes["outer"]:
        with trio.CancelScope(shield=shield) as scopes["inner"]:
            for name in order:
                scopes[name].cancel()
            try:
                await trio.sleep(1)
            except trio.Cancelled:
                if not swallow:
                    raise
            print(f"    {label}: went on inside inner")
        print(f"    {label}: between the scopes")
        try:
            await trio.lowlevel.checkpoint()
            print(f"    {label}: passed a checkpoint between")
        except trio.Cancelled:
            print(f"    {label}: cancelled between")
            raise
    flags = {n: ("called" if s.cancel_called else "-") + ("/caught" if s.cancelled_caught else "") for n, s in scopes.items()}
    print(label, flags)


async def main():
    await attempt("outer then inner", ["outer", "inner"])
    await attempt("inner then outer", ["inner", "outer"])
    await attempt("inner only", ["inner"])
    await attempt("outer only", ["outer"])
    await attempt("both, inner shielded", ["outer", "inner"], shield=True)
    await attempt("outer only, inner shielded", ["outer"], shield=True)
    await attempt("both, swallowed inside", ["outer", "inner"], swallow=True)
    await attempt("inner only, swallowed", ["inner"], swallow=True)
    print(f"{trio.current_time():.1f}")


trio.run(main)
