"""One home billed: the request, the calculation, the bill in words, its check and its comparison. Nothing prints."""
