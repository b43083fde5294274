{# What it is: a table holds at most one row for each combination of the columns it calls its grain, and each row has
   a value in the columns called complete. Both in one test, since each test costs as much as many small queries.
   Marts declare their grain in meta and are asked by gate 2, which also asks whether shares lie between 0 and 1.
   When it matters: a doubled row doubles counts and sums; a missing key, count or flag drops its row from joins and
   sums; both in silence.
   How to resolve: look at the rows listed. More rows than one: a join upstream found two matches, or a tie-break is
   missing. Rows that lack something: see which column is empty, and where the model gets it from. #}
{% test sound(model, grain=[], complete=[]) %}
    {%- set lacks -%}
        case when {% for column in complete %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %} then 1 else 0 end
    {%- endset %}
    {% if grain %}
        select
            {{ grain | join(', ') }},
            count(*) as row_count
            {%- if complete %},
            sum({{ lacks }}) as lacking_count
            {%- endif %}
        from {{ model }}
        group by {{ grain | join(', ') }}
        having count(*) > 1{% if complete %} or sum({{ lacks }}) > 0{% endif %}
    {% else %}
        select {{ complete | join(', ') }}
        from {{ model }}
        where {{ lacks }} = 1
    {% endif %}
{% endtest %}
