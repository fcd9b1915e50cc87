#? exit 1
#? stderr ^all is lost$
#? not stderr Traceback
raise SystemExit("all is lost")
