{# The groups in which figures of a cohort are told: each dimension alone and crossed with the degree level.
   A model groups by `breakdown_sets` and names the groups with the other macros. #}

{% macro breakdown_dimensions() -%}
    {{ return(['college', 'major', 'gender', 'campus', 'academy', 'origin_province', 'urban_rural', 'training_mode']) }}
{%- endmacro %}

{# Grouping sets over the columns `always` (a list): whole cohort and every dimension, with and without degree level. #}
{% macro breakdown_sets(always) -%}
    grouping sets (
        {% for dimension in breakdown_dimensions() %}
        ({{ always | join(', ') }}, {{ dimension }}, degree_level),
        ({{ always | join(', ') }}, {{ dimension }}),
        {% endfor %}
        ({{ always | join(', ') }}, degree_level),
        ({{ always | join(', ') }})
    )
{%- endmacro %}

{# The same of each degree level alone; all levels together are their sum, where there is one. #}
{% macro breakdown_sets_of_levels(always) -%}
    grouping sets (
        {% for dimension in breakdown_dimensions() %}
        ({{ always | join(', ') }}, {{ dimension }}, degree_level),
        {% endfor %}
        ({{ always | join(', ') }}, degree_level)
    )
{%- endmacro %}

{# The columns degree_level, breakdown and breakdown_value of a query that groups by one of these. #}
{% macro breakdown_columns() -%}
    case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        case
            {% for dimension in breakdown_dimensions() %}
            when grouping({{ dimension }}) = 0 then '{{ dimension }}'
            {% endfor %}
            else 'overall'
        end as breakdown,
        case
            {% for dimension in breakdown_dimensions() %}
            when grouping({{ dimension }}) = 0 then {{ dimension }}
            {% endfor %}
            else 'all'
        end as breakdown_value
{%- endmacro %}
