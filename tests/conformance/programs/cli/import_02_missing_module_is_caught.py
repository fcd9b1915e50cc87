#? exit 0
#? stdout ^no uvloop: ModuleNotFoundError$
try:
    import uvloop
except ImportError as e:
    print("no uvloop:", type(e).__name__)
