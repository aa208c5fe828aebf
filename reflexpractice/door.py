"""Where the program listens: taking an address before anything else is done, and serving there."""

import errno
import os
import signal
import socket
import sys
from typing import Any, NoReturn

import waitress
from django.conf import settings

THREADS = 8
# Ten photos at once; whoever sends more is turned away before it fills the disk.
MOST_SENT = 128 * 1024**2
# To be compared with; nothing is bound to them unasked.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # nosec B104


class Shut(Exception):
    """The address cannot be had; says why in one sentence."""


def take(host: str, port: int) -> socket.socket:
    """A socket at the address, ours from now on though nobody is answered yet. Raises `Shut`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise Shut(f"“{host}” is not an address of this computer.") from error
    door = socket.socket(family, kind, protocol)
    # A door just closed may be opened again at once; on Windows the same option would share it.
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
    try:
        door.bind(address)
        # Listening at once settles who has it; a browser that comes early waits until we answer.
        door.listen()
    except OSError as error:
        door.close()
        raise Shut(why_shut(error, host, port)) from error
    return door


def why_shut(error: OSError, host: str, port: int) -> str:
    """The reason in one sentence."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another one, such as --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for the system. Choose one above 1023, such as --port 8000."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"“{host}” is not an address of this computer."
    return f"Port {port} cannot be opened: {error.strerror}."


def address_of(door: socket.socket, host: str) -> str:
    """The address to type into a browser on this computer."""
    port = door.getsockname()[1]
    name = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def serve(door: socket.socket, application: Any) -> None:
    """Answer until Ctrl-C or until the system asks us to end."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        # Said outright: a shell in the background starts its programs deaf to Ctrl-C.
        signal.signal(asked, _end)
    limits = {"threads": THREADS, "max_request_body_size": MOST_SENT}
    server = waitress.create_server(application, sockets=[door], ident=None, **limits, **behind_proxy())
    server.run()


def behind_proxy() -> dict[str, Any]:
    """Believe the web server in front about who asks and how, but nobody else."""
    if not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return {}
    proxy = os.environ.get("REFLEX_PROXY_ADDRESS", "127.0.0.1")
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}


def _end(*_: object) -> NoReturn:
    sys.exit(0)
