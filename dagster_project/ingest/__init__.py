"""ingest: delivered files become landed frames. The walk of one delivery, module by module:

deliveries, sidecar  which files are there, whose day they show      (no bytes are parsed)
opening              bytes -> grids: archive, decode, workbook, columnar
header, mapping      grids -> one RawTable whose columns are known
cast and its kinds   text -> values: dates, numbers, words, codes, pseudonyms
rows, land           rows kept, quarantined, counted; one Parquet file per delivery
landing, register    every delivery of a feed, the cache, what dbt reads
ledger               CSV files that people keep beside the deliveries
  decisions          which employers are one
  corrections        known errors of the sources; correcting applies them, before anything is cast
configuration        institution.yml and the ledgers as tables
fingerprint          is there anything new? (light: imports no frames)

Only this package reads `data/raw`. It looks at no other delivery when it lands one.
"""
