"""How each service is made of the others: a module for each subject, a function for each service.

`workstation.Services` says which module makes what. It is loaded when one of its services is first asked for, and the
module of a service when that service is made.
"""
