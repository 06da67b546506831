"""Errors of the warehouse; each message says what to change."""

from domain.errors import InputError, OperationError


class WarehouseUrlInvalid(InputError):
    """The URL names no database that the warehouse can use."""


class ExtraMissing(InputError):
    """A library of an optional extra is not installed."""


class WarehouseMissing(InputError):
    """Nothing was loaded yet, or the database holds other tables."""


class WarehouseAbsent(WarehouseMissing):
    """There is no database at this place, or one without tables."""


class NothingComputed(InputError):
    """The daily jobs have not run yet."""


class TableUnknown(InputError):
    """There is no table of this name."""


class SourceUnreadable(InputError):
    """A file or a database cannot be loaded as a table: it is unreadable, or its columns do not fit."""


class WarehouseUnusable(OperationError):
    """The database is locked, damaged, unreachable or not writable."""
