{# Rules of surveys that several models share. Intervals are in intervals.sql. #}

{# The dimensions in which a survey's frame is known: those of the roster that rates are broken down by. #}
{% macro survey_dimensions() -%}
    {{ return([
        'college', 'major', 'gender', 'degree_level', 'campus', 'academy', 'origin_province', 'urban_rural',
        'training_mode'
    ]) }}
{%- endmacro %}

{# Whether k of n is `scaled` / 10^decimals per cent after rounding; `scaled` holds the digits of the printed figure as
   a whole number (97.60 -> 9760), `unit` is 10^decimals. Whole numbers only, so that a tie is seen as one: half-up and
   half-even are both honest roundings, a tie just below the figure is in both, one just above it only where half-even
   goes down to an even last digit. GRIM test: Brown and Heathers 2017. #}
{% macro rounds_to(k, n, scaled, unit) -%}
    (
        2 * (100 * {{ k }} * {{ unit }} - {{ scaled }} * {{ n }}) between -{{ n }} and {{ n }}
        and not (2 * (100 * {{ k }} * {{ unit }} - {{ scaled }} * {{ n }}) = {{ n }} and {{ scaled }} % 2 = 1)
    )
{%- endmacro %}

{# One step of iterative proportional fitting: factors of the categories of `margin` that give each its `share`, under
   the newest factors of the other margin. A step is one small aggregate that reads the step before it. #}
{% macro raking_step(margin, share, before, other) -%}
    select
        respondent_groups.survey_id,
        respondent_groups.{{ margin }},
        {{ ratio(
            'max(respondent_groups.' ~ share ~ ')', exact_sum('respondent_groups.response_share * earlier.factor')
        ) }} as factor
    from respondent_groups
    inner join {{ before }} as earlier
        on
            respondent_groups.survey_id = earlier.survey_id
            and respondent_groups.{{ other }} = earlier.{{ other }}
    group by respondent_groups.survey_id, respondent_groups.{{ margin }}
{%- endmacro %}
