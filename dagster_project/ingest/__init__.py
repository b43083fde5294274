"""ingest: delivered files become landed frames. The walk of one delivery, module by module:

deliveries, sidecar   which files are there, whose day they show (names)  (no bytes are parsed)
opening               bytes -> grids, within `bounds`: archive; decode, encodings, disguise for text;
                      workbook and columnar, whose parsers run `apart` (cells, biff, columns)
header, mapping       grids -> columns that are known; suggest proposes for those that are not
opened, rows          the records of the chosen sheet; totals and footer tell what stands below them
cast and its kinds    text -> values: readers, dates, numbers, words, codes, pseudonyms, masking
verdicts, quarantine  what is wrong with a row, and how it is told
land, landed          rows kept, quarantined, counted; column_profile says what its columns look like
surveys               questionnaire, answers, survey_*: wide exports become long; land_responses
landing, register     every delivery of a feed, the cache, what dbt reads

Beside the walk:

institution_file      institution.yml, all mistakes at once; configuration_schema for editors
ledger                CSV files that people keep beside the deliveries
  decisions           which employers are one
  corrections         known errors of the sources; correcting applies them, before anything is cast
configuration         institution.yml and the ledgers as tables
returned, mended      quarantined rows for their sender, and their way back
fingerprint           is there anything new? (light: imports no frames)

Only this package reads `data/raw`. It looks at no other delivery when it lands one.
"""
