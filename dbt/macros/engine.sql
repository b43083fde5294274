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

{# The newest value that was told up to and with this row: nulls do not count as telling. #}
{% macro last_known(expression, partition_by, order_by) -%}
    {{ return(adapter.dispatch('last_known', 'gradmart')(expression, partition_by, order_by)) }}
{%- endmacro %}
{% macro duckdb__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }} ignore nulls) over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last
        rows between unbounded preceding and current row
    )
{%- endmacro %}
{% macro spark__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }}) ignore nulls over (
        partition by {{ partition_by }} order by {{ order_by }} nulls last
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{# A relation with one column `number`: 0, 1, 2 ... below `count`. #}
{% macro whole_numbers(count) -%} {{ return(adapter.dispatch('whole_numbers', 'gradmart')(count)) }} {%- endmacro %}
{% macro duckdb__whole_numbers(count) -%} select range as number from range({{ count }}) {%- endmacro %}
{% macro spark__whole_numbers(count) -%} select id as number from range({{ count }}) {%- endmacro %}

{# The different values of `expression` in a group as one text, in their order, with a plain text between them. #}
{% macro joined_values(expression, delimiter) -%}
    {{ return(adapter.dispatch('joined_values', 'gradmart')(expression, delimiter)) }}
{%- endmacro %}
{% macro duckdb__joined_values(expression, delimiter) -%}
    string_agg(distinct {{ expression }}, '{{ delimiter }}' order by {{ expression }})
{%- endmacro %}
{% macro spark__joined_values(expression, delimiter) -%}
    nullif(array_join(array_sort(collect_set({{ expression }})), '{{ delimiter }}'), '')
{%- endmacro %}

{# The percentiles `wanted` (25, 50...) of a group as a list, between two values the point on the straight line: values
   are put in order once for all of them. #}
{% macro percentiles(expression, wanted) -%}
    {{ return(adapter.dispatch('percentiles', 'gradmart')(expression, wanted)) }}
{%- endmacro %}
{% macro duckdb__percentiles(expression, wanted) -%}
    quantile_cont({{ expression }}, [{{ wanted | join(' / 100.0, ') }} / 100.0])
{%- endmacro %}
{% macro spark__percentiles(expression, wanted) -%}
    percentile({{ expression }}, array({{ wanted | join(' / 100.0, ') }} / 100.0))
{%- endmacro %}

{# The smallest values of a group as a list, at most `count`, in their order; nulls are none of them. #}
{% macro smallest(expression, count) -%}
    {{ return(adapter.dispatch('smallest', 'gradmart')(expression, count)) }}
{%- endmacro %}
{% macro duckdb__smallest(expression, count) -%} min({{ expression }}, {{ count }}) {%- endmacro %}
{% macro spark__smallest(expression, count) -%} slice(array_sort(collect_list({{ expression }})), 1, {{ count }}) {%- endmacro %}

{# The value at a place of a list, counted from 1; null behind its end. #}
{% macro value_at(list, place) -%} {{ return(adapter.dispatch('value_at', 'gradmart')(list, place)) }} {%- endmacro %}
{% macro duckdb__value_at(list, place) -%} {{ list }}[{{ place }}] {%- endmacro %}
{% macro spark__value_at(list, place) -%} try_element_at({{ list }}, {{ place }}) {%- endmacro %}

{# Asks that a `with` query be run once and kept: `name as {{ run_once() }} (...)`. DuckDB copies queries that read one
   another into each other, and planning a long chain of them then doubles with every link. #}
{% macro run_once() -%} {{ return(adapter.dispatch('run_once', 'gradmart')()) }} {%- endmacro %}
{% macro duckdb__run_once() -%} {{ return('materialized') }} {%- endmacro %}
{% macro spark__run_once() -%} {{ return('') }} {%- endmacro %}

{# Tells the engine how much memory it may take. A run says so (orchestration/engine_memory.py); by hand it is the least
   that a million graduates need. Read when dbt runs and not when it parses, so that another value changes no model. #}
{% macro memory_limit() -%}
    {%- if execute -%} {{ return(adapter.dispatch('memory_limit', 'gradmart')()) }} {%- endif -%}
{%- endmacro %}
{% macro duckdb__memory_limit() -%} set memory_limit = '{{ env_var("GRADMART_ENGINE_MEMORY", "4000MiB") }}' {%- endmacro %}
{% macro spark__memory_limit() -%} {{ return('') }} {%- endmacro %}
