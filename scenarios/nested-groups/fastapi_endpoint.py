import anyio
import httpx
from fastapi import FastAPI

app = FastAPI()


async def image(number):
    try:
        await anyio.sleep(number)
        if number == 2:
            raise OSError("image 2 is missing")
        print("image", number, "is there")
    finally:
        print("image", number, "closes its connection")


async def page(number, images):
    async with anyio.create_task_group() as group:
        for place in images:
            group.start_soon(image, place, name=f"image {place}")
    print("page", number, "is complete")


@app.get("/album")
async def album():
    async with anyio.create_task_group() as group:
        group.start_soon(page, 1, [1, 2], name="page 1")
        group.start_soon(page, 2, [3, 4], name="page 2")


async def main():
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/album")
        print("main: heard of", response.status_code, response.text)


anyio.run(main)
