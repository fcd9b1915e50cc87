#? exit 3
#? stderr (?i)(without an await|steps|endless)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
