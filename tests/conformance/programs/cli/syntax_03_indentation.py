#? exit 2
#? stderr File "syntax_03_indentation.py", line 5$
#? stderr ^IndentationError: expected an indented block after function definition on line 4$
async def main():
print("x")
