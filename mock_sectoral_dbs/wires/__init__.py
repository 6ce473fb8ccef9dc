"""The wires of the sectors and of the platforms between them: each module here that has a `WIRE` is one."""
