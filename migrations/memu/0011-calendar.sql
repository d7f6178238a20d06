-- Events of calendars are kept as memories with their start in the metadata: the agenda asks by start.

CREATE INDEX entries_by_event_start ON entries(json_extract(metadata, '$.start'))
  WHERE json_extract(metadata, '$.start') IS NOT NULL;
