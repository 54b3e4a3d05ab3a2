# One process of the app. N of them behind a proxy: see README, « Past one machine ».
#   docker build -t carto-ess .
#   docker run -p 127.0.0.1:8501:8501 -v /srv/referentiel:/referentiel -e CARTO_ESS_REFERENTIEL=/referentiel carto-ess
FROM python:3.13-slim

RUN useradd --create-home --uid 10001 carto
WORKDIR /src
COPY . .
# The versions that the tests ran with; compiled wheels exist for all of them.
RUN pip install --no-cache-dir -c .ci/constraints.txt . && rm -rf /src/*

# Fiches of your own: mount a folder with fiches.csv and couvertures.csv on /referentiel and run with
# -e CARTO_ESS_REFERENTIEL=/referentiel. Unset, the fiches that come with the app are shown.
VOLUME /referentiel

WORKDIR /home/carto
USER carto
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=2)"]
CMD ["carto-ess", "serve", "--host", "0.0.0.0", "--port", "8501"]
