"""The composer: writing a reply under the thread, with the charter looking over the shoulder."""
