"""The door for connectors: the protocol they fulfil, the one way to the network, text measuring and cleaning."""
