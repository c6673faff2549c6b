"""The real application, spoken to in process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from lexfix_ml.api import create_app
from lexfix_ml.settings import Settings


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, once its model is loaded."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://ml") as client:
        await app.state.loading
        yield client


def nothing_kept() -> Settings:
    """Settings without any store."""
    return Settings(redis_url="", mongodb_url="", database_url="", lexfix_version="test")
