#? exit 2
#? stderr ^SyntaxError
print("a file that does not parse prints nothing")
x = = 1
