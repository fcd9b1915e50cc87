import anyio
import httpx
from fastapi import FastAPI

TAKES = 2.0  # knob: 1..3 step 0.5
LIMIT = 2.0  # knob: 1..3 step 0.5
app = FastAPI()


async def ask(name, answers):
    await anyio.sleep(TAKES)
    print(name, "answers")
    answers.append(name)


@app.get("/answers")
async def answers():
    answers = []
    with anyio.move_on_after(LIMIT) as scope:
        async with anyio.create_task_group() as group:
            for name in "AB":
                group.start_soon(ask, name, answers, name=name)
    return {"late": scope.cancelled_caught, "answers": answers}


async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/answers")
        if response.json()["late"]:
            print("main: too late")
        print("main:", len(response.json()["answers"]), "answers")


anyio.run(main)
