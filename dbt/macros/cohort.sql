{# Who is in N, the denominator of every rate. One place, because rates and survey frames must not differ. #}

{# 结业 (completed without certificate) is told by the roster status in some files and by the degree code in others. #}
{% macro is_completed(roster_status, degree_is_completed) -%}
    ({{ roster_status }} = 'completed' or coalesce({{ degree_is_completed }}, false))
{%- endmacro %}

{# A 结业 graduate is in N or not by the institution's policy; everybody else on the roster is. #}
{% macro is_counted(is_completed, completed_counts) -%}
    (not {{ is_completed }} or {{ completed_counts }})
{%- endmacro %}
