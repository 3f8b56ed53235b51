"""The REST door: the same acts, gates and documents as the command line and the portal. OpenAPI at /api/openapi.json."""

from ninja import NinjaAPI
from ninja.security import django_auth

from tasuki.api.errors import answer_with_problems
from tasuki.api.routes import engagements

api = NinjaAPI(
    title="Tasuki",
    version="1",
    description="Engagements, their histories, and every command on them.",
    auth=django_auth,
    docs_url=None,  # its page would load scripts from the network
    urls_namespace="api",
)
api.add_router("/engagements", engagements.router)
answer_with_problems(api)
