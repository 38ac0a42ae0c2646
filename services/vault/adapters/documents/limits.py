"""Every bound on what a person may put in the vault, and on the process that looks at it."""

from __future__ import annotations

from services.vault.application.deposit_ticket import MAX_BYTES

MAX_DOCUMENT_BYTES = MAX_BYTES  # what the door lets in
MAX_PIXELS = 50_000_000  # a 50-megapixel phone camera, 8160 × 6120
MAX_PAGES = 500
MAX_PDF_OBJECTS = 200_000
MAX_METADATA_BYTES = 4_000_000  # decompressed text of one metadata chunk
MAX_INFLATED_BYTES = 300_000_000  # of everything compressed in a PDF: two pages scanned at 50 megapixels
INFLATED_ALWAYS_BYTES = 60_000_000  # two blank pages at 300 dots an inch, which deflate to nothing
INFLATED_TIMES = 100  # beyond that, what inflates more than a hundredfold is a flood
MAX_INFLATIONS = 3  # compressions within each other; writers use one

PREVIEW_SIDE_PX = 320
MAX_PREVIEW_BYTES = 200_000

WORKER_MEMORY_BYTES = 1_000_000_000  # address space: libraries take 300 MB of it, a decoded photograph 200 MB
WORKER_CPU_S = 10
WORKER_DEADLINE_S = 20.0
PREVIEW_CPU_S = 5
BIND_CPU_S = 40  # twenty photographs decoded and written again
BIND_DEADLINE_S = 45.0
BIND_AS_IT_IS_BYTES = 18_000_000  # above, photographs are written again, small enough for the door
PAGE_SIDE_PX = 3_508  # A4 at 300 dots an inch
WORKERS_AT_ONCE = 2
WORKER_WAIT_S = 15.0
