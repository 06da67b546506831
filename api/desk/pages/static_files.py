"""Style sheet and scripts: under an address that changes with them, so that a browser may keep each."""

from fastapi import APIRouter, Response

from api.desk.templating import STATIC, static_digest
from api.problem import not_found

router = APIRouter(prefix="/static")
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in MEDIA_TYPES}
NEVER_CHANGES = "public, max-age=31536000, immutable"


@router.get("/{digest}/{name}")
def static_file(digest: str, name: str) -> Response:
    path = FILES.get(name)
    if path is None:
        raise not_found("the desk has no such file")
    headers = {"Cache-Control": NEVER_CHANGES} if digest == static_digest() else {}
    return Response(path.read_bytes(), headers=headers, media_type=MEDIA_TYPES[path.suffix])
