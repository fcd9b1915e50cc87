# An error outside of any event loop is an ordinary traceback
import asyncio


class Config:
    def __init__(self, **values):
        self.values = values

    def __getitem__(self, key):
        return self.values[key]


config = Config(host="localhost")
print(config["host"])
print(config["port"])
