#? exit 3
#? stdout ^begun$
#? stderr (?i)(without an await|steps|endless)
print("begun", flush=True)
while True:
    pass
