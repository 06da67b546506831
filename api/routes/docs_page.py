"""The interactive documentation of the API: Swagger UI, all of it from a package on this machine."""

from functools import cache
from importlib import resources

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from api.problem import not_found

ASSETS = "fastapi_swagger.resources"
MEDIA_TYPES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
CACHED = {"Cache-Control": "public, max-age=3600"}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
# Addresses are relative to the page, so that it works behind a prefix. No validator: it would send the document away.
START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: "none",
});
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clausewise API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<noscript>This page needs scripts. The document itself: <a href="openapi.json">openapi.json</a></noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_documentation() -> HTMLResponse:
    """Needs no key, like the document that it shows; a request that it sends needs one."""
    return HTMLResponse(PAGE, headers=PAGE_HEADERS)


@router.get("/docs/start.js")
async def start_script() -> Response:
    """The script that starts the page of the documentation."""
    return Response(START, headers=CACHED, media_type="text/javascript; charset=utf-8")


@router.get("/docs/{name}")
def documentation_asset(name: str) -> Response:
    """A script, style or picture of the page of the documentation."""
    if name not in MEDIA_TYPES:
        raise not_found("the documentation has no such file")
    return Response(_asset(name), headers=CACHED, media_type=MEDIA_TYPES[name])


@cache
def _asset(name: str) -> bytes:
    return (resources.files(ASSETS) / name).read_bytes()
