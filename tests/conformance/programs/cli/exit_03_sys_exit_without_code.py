#? exit 0
#? stdout ^done$
#? not stderr .
import sys

print("done")
sys.exit()
