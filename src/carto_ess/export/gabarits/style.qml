<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
{% macro option(nom, valeur) %}
<Option type="QString" name="{{ nom }}" value="{{ valeur }}"/>
{% endmacro %}
{% macro rgba(hexa, alpha=255) %}{% for i in (1, 3, 5) %}{{ hexa[i:i + 2] | int(base=16) }},{% endfor %}{{ alpha }}{% endmacro %}
<qgis version="3.28.0" styleCategories="Symbology">
{% if couche == "communes" %}
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="racine">
   <rule key="vide" filter="&quot;n_fiches&quot; = 0" label="aucune recensée" symbol="0"/>
{% for c in classes %}
   <rule key="classe{{ loop.index }}" filter="&quot;n_fiches&quot; &gt;= {{ c.de }} AND &quot;n_fiches&quot; &lt;= {{ c.a }}" label="{{ c.nom }}" symbol="{{ loop.index }}"/>
{% endfor %}
  </rules>
  <symbols>
   <symbol type="fill" name="0" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">
{{ option("color", rgba(palette.hachure)) }}{{ option("style", "f_diagonal") }}{{ option("outline_color", rgba(palette.commune)) }}{{ option("outline_width", "0.1") }}{{ option("outline_style", "solid") }}
   </Option></layer></symbol>
{% for c in classes %}
   <symbol type="fill" name="{{ loop.index }}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">
{{ option("color", rgba(c.couleur)) }}{{ option("style", "solid") }}{{ option("outline_color", rgba(palette.commune)) }}{{ option("outline_width", "0.1") }}{{ option("outline_style", "solid") }}
   </Option></layer></symbol>
{% endfor %}
  </symbols>
 </renderer-v2>
{% else %}
 <renderer-v2 type="categorizedSymbol" attr="type" symbollevels="0" enableorderby="0" forceraster="0">
  <categories>
{% for t in modes %}
   <category type="string" value="{{ t.id }}" label="{{ t.nom }}" symbol="{{ loop.index0 }}" render="true"/>
{% endfor %}
  </categories>
  <symbols>
{% for t in modes %}
{% if couche == "fiches" %}
   <symbol type="marker" name="{{ loop.index0 }}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">
{{ option("name", t.forme) }}{{ option("color", rgba(t.couleur)) }}{{ option("outline_color", rgba(t.contour)) }}{{ option("outline_width", "0.4") }}{{ option("size", "3.6") }}{{ option("size_unit", "MM") }}
   </Option></layer></symbol>
{% else %}
   <symbol type="fill" name="{{ loop.index0 }}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">
{{ option("color", rgba(t.couleur)) }}{{ option("style", t.hachure) }}{{ option("outline_color", rgba(t.contour)) }}{{ option("outline_width", "0.5") }}{{ option("outline_style", "solid") }}
   </Option></layer></symbol>
{% endif %}
{% endfor %}
  </symbols>
 </renderer-v2>
{% endif %}
 <blendMode>0</blendMode>
 <layerOpacity>1</layerOpacity>
</qgis>
