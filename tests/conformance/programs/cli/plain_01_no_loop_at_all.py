#? exit 0
#? stdout ^55$
#? not stderr .
print(sum(range(11)))
