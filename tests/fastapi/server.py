"""A shelter for animals, as people write services with FastAPI: every type and every kind of parameter that its users
reach for. `run` keeps what it says of itself as `tests/fixtures/fastapi.json`, and lets the client made of that call it."""

import base64
import secrets
from collections.abc import AsyncIterable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

from fastapi import Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Path, Query, Request, Response, UploadFile
from fastapi.responses import PlainTextResponse
from fastapi.security import APIKeyHeader, HTTPBasic, HTTPBasicCredentials
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI(title="Shelter", version="1.0.0", servers=[{"url": "http://localhost:8000"}],
              generate_unique_id_function=lambda route: route.name)


class Kind(str, Enum):
    cat = "cat"
    dog = "dog"
    guinea_pig = "guinea pig"


class Size(IntEnum):
    small = 1
    large = 2


class Problem(BaseModel):
    code: Literal["not_found", "taken"]
    message: str


class Refusal(BaseModel):
    """What `HTTPException` makes of a `Problem`."""
    detail: Problem


class Owner(BaseModel):
    name: str = Field(min_length=1, max_length=80, examples=["Ada"])
    phone: str | None = None
    address: dict[str, str] = {}


class PetIn(BaseModel):
    """A pet as it is brought."""
    name: str = Field(description="What it listens to.", examples=["Rex"])
    kind: Kind
    size: Size = Size.small
    born: date | None = None
    weight: Decimal | None = Field(None, gt=0)
    owner: Owner | None = None
    tags: set[str] = set()
    place: tuple[float, float] | None = None


class Pet(PetIn):
    """A pet in the shelter."""
    id: UUID
    since: datetime
    photo_url: str | None


class PetPatch(BaseModel):
    """What changes. What is absent stays, and what is null goes."""
    name: str | None = None
    born: date | None = None
    owner: Owner | None = None


class Adopted(BaseModel):
    type: Literal["adopted"]
    pet: UUID
    owner: Owner


class Moved(BaseModel):
    type: Literal["moved"] = "moved"
    pet: UUID
    place: tuple[float, float]


class Noted(BaseModel):
    type: Literal["noted", "remarked"]
    text: str


Event = Annotated[Adopted | Moved | Noted, Field(discriminator="type")]


class Happened(BaseModel):
    at: datetime
    event: Event


class Line(BaseModel):
    kind: Literal["line"] = "line"
    length: float


class Circle(BaseModel):
    kind: Literal["circle"] = "circle"
    radius: float


class Tree(BaseModel):
    """A family tree."""
    name: str
    left: "Tree | None" = None
    children: list["Tree"] = []


class Everything(BaseModel):
    """A value of each type."""
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", extra="allow")
    version: Literal[2] = 2
    level: Literal["low", "high"] | None = None
    raw: bytes
    at: time
    lasts: timedelta
    price: Decimal
    shape: Line | Circle
    number_or_text: int | str
    words: dict[str, list[int]]
    pair: tuple[int, str]
    many: tuple[int, ...] = ()
    kinds: dict[Kind, int] = {}
    nothing: None = None
    anything: Any = None
    from_: str | None = Field(None, alias="from")
    old: int | None = Field(None, deprecated=True)


class Search(BaseModel):
    kind: Kind | None = None
    tag: list[str] = Field([], description="All of these.")
    born_after: date | None = None
    limit: int = Field(20, ge=1, le=100)
    order_by: Literal["name", "since"] = "since"


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


pets: dict[UUID, Pet] = {}
photos: dict[UUID, bytes] = {}
basic = HTTPBasic()
key = APIKeyHeader(name="X-API-Key")
NOT_FOUND = {404: {"model": Refusal, "description": "There is no such pet."}}


def admin(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]) -> str:
    if not secrets.compare_digest(credentials.password, "secret"):
        raise HTTPException(401, "wrong password", {"WWW-Authenticate": "Basic"})
    return credentials.username


def refuse(status: int, code: Literal["not_found", "taken"], message: str) -> HTTPException:
    return HTTPException(status, Problem(code=code, message=message).model_dump())


def found(pet_id: UUID) -> Pet:
    if pet_id not in pets:
        raise refuse(404, "not_found", "no such pet")
    return pets[pet_id]


FoundPet = Annotated[Pet, Depends(found)]


@app.get("/pets", tags=["pets"], responses={200: {"headers": {"X-Total": {
    "description": "How many there are.", "schema": {"type": "integer"}, "required": True}}}})
def list_pets(
    response: Response,
    search: Annotated[Search, Query()],
    x_request_id: Annotated[str | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
) -> list[Pet]:
    """The pets that are looked for."""
    all_pets = [
        pet for pet in pets.values()
        if (search.kind is None or pet.kind == search.kind) and set(search.tag) <= pet.tags
        and (search.born_after is None or (pet.born and pet.born > search.born_after))
    ]
    response.headers["X-Total"] = str(len(all_pets))
    response.headers["X-Seen"] = f"{x_request_id},{session},{search.order_by}"
    return all_pets[: search.limit]


@app.post("/pets", status_code=201, tags=["pets"], responses={409: {"model": Refusal}})
def create_pet(pet: PetIn) -> Pet:
    pet_id = uuid5(UUID(int=0), pet.name)
    if pet_id in pets:
        raise refuse(409, "taken", "there is one of this name")
    since = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
    pets[pet_id] = Pet(**pet.model_dump(), id=pet_id, since=since, photo_url=None)
    return pets[pet_id]


@app.get("/pets/{pet_id}", tags=["pets"], responses=NOT_FOUND)
def get_pet(pet: FoundPet) -> Pet:
    return pet


@app.patch("/pets/{pet_id}", tags=["pets"], responses=NOT_FOUND)
def change_pet(pet: FoundPet, patch: PetPatch) -> Pet:
    pets[pet.id] = pet.model_copy(update=patch.model_dump(exclude_unset=True))
    return pets[pet.id]


@app.delete("/pets/{pet_id}", tags=["pets"], status_code=204, responses=NOT_FOUND)
def remove_pet(pet: FoundPet, _: Annotated[str, Depends(admin)]) -> None:
    del pets[pet.id]


@app.put("/pets/{pet_id}/photo", tags=["pets"])
async def set_photo(
    pet_id: UUID,
    photo: UploadFile,
    thumbnail: UploadFile | None = None,
    caption: Annotated[str | None, Form(max_length=80)] = None,
    kind: Annotated[Kind, Form()] = Kind.cat,
) -> dict[str, str | int | None]:
    photos[pet_id] = await photo.read()
    thumb = None if thumbnail is None else len(await thumbnail.read())
    return {"name": photo.filename, "type": photo.content_type, "size": len(photos[pet_id]), "thumbnail": thumb,
            "caption": caption, "kind": kind}


@app.get("/pets/{pet_id}/photo", tags=["pets"], response_class=Response,
         responses={200: {"content": {"image/png": {}}}})
def get_photo(pet_id: UUID) -> Response:
    return Response(photos[pet_id], media_type="image/png")


@app.post("/pets/{pet_id}/papers", tags=["pets"])
async def add_papers(
    pet_id: UUID,
    papers: list[UploadFile],
    notes: Annotated[list[str], Form()] = [],
    seal: Annotated[bytes | None, File()] = None,
) -> list[str]:
    read = [f"{paper.filename}={(await paper.read()).decode()}" for paper in papers]
    return [*read, *notes, *([seal.decode()] if seal is not None else [])]


@app.post("/events")
def record(events: list[Event]) -> list[Happened]:
    at = datetime(2024, 2, 29, 12, 30, 1, 250000, tzinfo=timezone.utc)
    return [Happened(at=at, event=event) for event in events]


@app.get("/events", response_class=EventSourceResponse)
async def watch(last_event_id: Annotated[int | None, Header()] = None) -> AsyncIterable[Happened]:
    """Events as they happen."""
    for index in range((last_event_id or 0) + 1, 4):
        event = Noted(type="noted", text=f"event {index}")
        yield ServerSentEvent(data=Happened(at=datetime(2024, 1, index, tzinfo=timezone.utc), event=event), event="happened", id=str(index))


@app.get("/names")
async def names() -> AsyncIterable[Owner]:
    """One owner a line."""
    for name in ("Ada", "Grace"):
        yield Owner(name=name)


@app.post("/trees")
def grow(tree: Tree) -> Tree:
    return Tree(name="root", left=tree, children=[tree])


@app.post("/everything/{day}/{level}")
def echo(
    day: date,
    level: Annotated[Literal["low", "high"], Path()],
    everything: Everything,
    since: datetime | None = None,
    sizes: Annotated[list[Size], Query()] = [],
    exact: bool = False,
    ratio: float | None = None,
) -> Everything:
    everything.anything = {"day": day, "level": level, "since": since, "sizes": sizes, "exact": exact, "ratio": ratio}
    return everything


@app.post("/token")
def log_in(
    username: Annotated[str, Form()],
    password: Annotated[str, Form(json_schema_extra={"format": "password"})],
    scope: Annotated[list[str], Form()] = [],
    grant_type: Annotated[Literal["password"] | None, Form()] = None,
) -> Token:
    token = base64.b64encode(f"{username}:{password}:{' '.join(scope)}:{grant_type}".encode()).decode()
    return Token(access_token=token, expires_in=3600)


@app.get("/about", response_class=PlainTextResponse)
def about() -> str:
    return "A shelter.\n"


@app.get("/whoami")
def who_am_i(api_key: Annotated[str, Depends(key)], request: Request) -> str:
    return f"{api_key} {request.headers['accept']}"


@app.webhooks.post("pet-adopted")
def pet_adopted(body: Happened, x_signature: Annotated[str, Header()]) -> None:
    """Sent when a pet has found a home."""
