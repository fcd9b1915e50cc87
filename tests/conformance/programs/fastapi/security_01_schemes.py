# pins down: security schemes as dependencies, scopes, what they answer without credentials
import asyncio
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import (
    APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, HTTPBearer,
    OAuth2PasswordBearer, OAuth2PasswordRequestForm, SecurityScopes,
)

app = FastAPI()
oauth2 = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "x"})


async def user(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2)]):
    print("user", scopes.scopes, scopes.scope_str)
    if token != "good":
        raise HTTPException(401, "bad token")
    return token


async def active(u: Annotated[str, Security(user, scopes=["me"])]):
    return u


@app.get("/me")
async def me(u: Annotated[str, Security(active, scopes=["items"])], v: Annotated[str, Depends(user)]):
    return [u, v]


@app.get("/basic")
def basic(c: Annotated[HTTPBasicCredentials, Depends(HTTPBasic(realm="r"))]):
    return [c.username, c.password]


@app.get("/bearer")
def bearer(c: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]):
    return c and c.credentials


@app.get("/key")
async def key(h: Annotated[str, Depends(APIKeyHeader(name="X-Key"))], q: str | None = Depends(APIKeyQuery(name="k", auto_error=False))):
    return [h, q]


@app.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    return {"u": form.username, "s": form.scopes}


async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        for path, kwargs in (
            ("/me", {}), ("/me", {"headers": {"Authorization": "Bearer good"}}), ("/me", {"headers": {"Authorization": "Bearer bad"}}),
            ("/basic", {}), ("/basic", {"auth": ("ann", "pw:1")}), ("/basic", {"headers": {"Authorization": "Basic !!"}}),
            ("/bearer", {}), ("/bearer", {"headers": {"Authorization": "Bearer t"}}),
            ("/key", {}), ("/key?k=2", {"headers": {"X-Key": "1"}}),
        ):
            r = await client.get(path, **kwargs)
            print(path, r.status_code, r.text, r.headers.get("www-authenticate"))
        r = await client.post("/token", data={"username": "u", "password": "p", "scope": "a b"})
        print(r.status_code, r.text)
        r = await client.post("/token", data={"username": "u"})
        print(r.status_code, r.text)


asyncio.run(main())
