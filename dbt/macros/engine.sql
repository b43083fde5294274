{# Every word that differs between engines lives here and nowhere else (docs: portable SQL).
   A model calls these macros; it never asks which engine it runs on. #}

{# dbt's own safe_cast is a plain cast in both adapters: a value that does not fit must become null instead. #}
{% macro duckdb__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}
{% macro spark__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}

{# Rows of `relation`, one for each part of a delimited text column, numbered from 1 in their written order.
   Columns: those of `keep`, then `part` and `part_no`. A null text gives no row. The delimiter is plain text. #}
{% macro split_to_rows(relation, keep, column, delimiter) -%}
    {{ return(adapter.dispatch('split_to_rows', 'gradmart')(relation, keep, column, delimiter)) }}
{%- endmacro %}
{% macro duckdb__split_to_rows(relation, keep, column, delimiter) -%}
    select
        {{ keep | join(', ') }},
        unnest(string_split({{ column }}, '{{ delimiter }}')) as part,
        generate_subscripts(string_split({{ column }}, '{{ delimiter }}'), 1) as part_no
    from {{ relation }}
{%- endmacro %}
{% macro spark__split_to_rows(relation, keep, column, delimiter) -%}
    select
        {{ keep | join(', ') }},
        part,
        part_index + 1 as part_no
    from {{ relation }}
    lateral view posexplode(split({{ column }}, concat(char(92), 'Q', '{{ delimiter }}', char(92), 'E'))) as part_index, part
{%- endmacro %}

{# Asks that a `with` query be run once and kept: `name as {{ run_once() }} (...)`. DuckDB copies queries that read one
   another into each other, and planning a long chain of them then doubles with every link. #}
{% macro run_once() -%} {{ return(adapter.dispatch('run_once', 'gradmart')()) }} {%- endmacro %}
{% macro duckdb__run_once() -%} {{ return('materialized') }} {%- endmacro %}
{% macro spark__run_once() -%} {{ return('') }} {%- endmacro %}
