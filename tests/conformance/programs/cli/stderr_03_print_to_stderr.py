#? exit 0
#? stdout ^out$
#? stderr ^err$
#? stderr ^direct$
import sys

print("out")
print("err", file=sys.stderr)
sys.stderr.write("direct\n")
