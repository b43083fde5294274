{# Arithmetic and text rules shared by many models. Engine words are in engine.sql. #}

{# The one division: null when there is nothing to divide by, always double. #}
{% macro ratio(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{# A sum of fractions that comes out the same in whatever order the rows are read. Doubles do not: two threads that add in
   turn change the last digit, and with it the checksum of a release of the same inputs. #}
{% macro exact_sum(expression) -%}
    cast(sum(cast({{ expression }} as decimal(38, 18))) as double)
{%- endmacro %}

{# A name as it is compared, never as it is shown: case, blanks and the width of brackets do not count.
   (Ingest has already applied NFKC; a text typed into configuration has not passed there.) #}
{% macro normalised_text(expression) -%}
    nullif(lower(replace(replace(replace(replace(trim({{ expression }}), '（', '('), '）', ')'), '　', ''), ' ', '')), '')
{%- endmacro %}

{# The values of a list variable as SQL literals, for `in (...)`. A variable may be a list of one, not an empty one. #}
{% macro quoted_list(values) -%}
    {%- for value in values %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{# 1 where two counts differ, 0 where they agree, null where one of them is missing. #}
{% macro differs(left_count, right_count) -%}
    case when {{ left_count }} <> {{ right_count }} then 1 when {{ left_count }} = {{ right_count }} then 0 end
{%- endmacro %}
