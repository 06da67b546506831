"""As osprey_worker/src/osprey/worker/adaptor/plugin_manager.py: the marker of plugins."""

import pluggy

hookimpl_osprey = pluggy.HookimplMarker("osprey")
