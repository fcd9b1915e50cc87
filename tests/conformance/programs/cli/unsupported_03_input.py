#? exit 1
#? stdout ^What is your name\?
#? stderr ^(EOFError|RuntimeError|OSError)
name = input("What is your name? ")
