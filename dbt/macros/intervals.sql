{# Confidence intervals of a share p of a base n. Give them doubles with n null (never 0) where there is no base: the
   bounds are then null too. Oracle: statsmodels.stats.proportion.proportion_confint. Sources: Wilson 1927; Agresti
   and Coull 1998. Kept out: weights and design effects. #}

{# z squared, shrunk by the finite population correction (N - n) / (N - 1) where the frame N is known: a census has
   no sampling error. N <= n gives 0, which also covers N = 1, where the formula would be 0 / 0. #}
{% macro corrected_z_squared(z, n, frame_n) -%}
    ({{ z }} * {{ z }} * case
        when {{ frame_n }} is null then 1.0
        when {{ frame_n }} <= {{ n }} then 0.0
        else {{ ratio(frame_n ~ ' - ' ~ n, frame_n ~ ' - 1') }}
    end)
{%- endmacro %}

{# Wilson score interval: `side` is '-' for the lower bound, '+' for the upper one. #}
{% macro wilson_bound(side, p, n, z_squared) -%}
    (
        ({{ p }} + {{ z_squared }} / (2 * {{ n }}) {{ side }} sqrt(
            {{ z_squared }} * ({{ p }} * (1 - {{ p }}) / {{ n }} + {{ z_squared }} / (4 * {{ n }} * {{ n }}))
        )) / (1 + {{ z_squared }} / {{ n }})
    )
{%- endmacro %}

{# Agresti-Coull interval: the Wald interval after adding z squared trials, half of them successes. #}
{% macro agresti_coull_bound(side, p, n, z) -%}
    {%- set n_tilde = '(' ~ n ~ ' + ' ~ z * z ~ ')' -%}
    {%- set p_tilde = '((' ~ p ~ ' * ' ~ n ~ ' + ' ~ z * z / 2 ~ ') / ' ~ n_tilde ~ ')' -%}
    ({{ p_tilde }} {{ side }} {{ z }} * sqrt({{ p_tilde }} * (1 - {{ p_tilde }}) / {{ n_tilde }}))
{%- endmacro %}

{# A bound of a share, cut at 0 and 1. A case, because greatest and least treat null differently on two engines. #}
{% macro clamped_share(bound) -%}
    case when {{ bound }} < 0 then 0.0 when {{ bound }} > 1 then 1.0 else {{ bound }} end
{%- endmacro %}
