{# Days and half-open intervals [from, until) of days. Engine words are in engine.sql. #}

{# The end of what still holds. A day and not null, so that two intervals are compared without a case. #}
{% macro open_end() -%} cast('9999-12-31' as date) {%- endmacro %}

{# The Sunday that ends the ISO week of a day; a Sunday is its own. `date_trunc` to the week gives the Monday on every
   engine we know, which `day of week` does not. #}
{% macro week_ending(day) -%}
    cast(cast(date_trunc('week', {{ day }}) as date) + interval '6' day as date)
{%- endmacro %}
