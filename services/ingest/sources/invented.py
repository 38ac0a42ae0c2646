"""What generated registers are made of: real communes, official categories, plain French words for names."""

from __future__ import annotations

from typing import NamedTuple

from services.ingest.sources.coordinates import LAMBERT_93

LABEL = "LIEU FICTIF (REGISTRE GENERE)"  # on an address line of every generated place
SYSTEMS = {
    LAMBERT_93: "1,GENERE,100,GENERE,EPSG:2154 RGF93 / Lambert-93 (Métropole)",
    5490: "1,GENERE,100,GENERE,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)",
    2972: "1,GENERE,100,GENERE,EPSG:2972 RGFG95 / UTM zone 22N (Guyane)",
    2975: "1,GENERE,100,GENERE,EPSG:2975 RGR92 / UTM zone 40S (La Réunion)",
    4471: "1,GENERE,100,GENERE,EPSG:4471 RGM04/UTM zone 38S (Mayotte)",
    32621: "1,GENERE,100,GENERE,WGS84/UTM zone 21N (St-Pierre-et-Miquelon)",
}


class Town(NamedTuple):
    """A real commune as the register writes it: département and commune columns, postal line, a central
    position (WGS84 degrees, to about a kilometre) and the projected system used there."""

    departement: str
    departement_name: str
    commune: str
    routing: str
    lon: float
    lat: float
    epsg: int = LAMBERT_93


TOWNS = (
    Town("01", "AIN", "053", "01000 BOURG EN BRESSE", 5.2258, 46.2052),
    Town("06", "ALPES-MARITIMES", "088", "06000 NICE", 7.2620, 43.7102),
    Town("2A", "CORSE-DU-SUD", "004", "20000 AJACCIO", 8.7369, 41.9267),
    Town("2B", "HAUTE-CORSE", "033", "20200 BASTIA", 9.4500, 42.6973),
    Town("21", "COTE-D'OR", "231", "21000 DIJON", 5.0415, 47.3220),
    Town("29", "FINISTERE", "232", "29000 QUIMPER", -4.0970, 47.9960),
    Town("30", "GARD", "189", "30000 NIMES", 4.3601, 43.8367),
    Town("31", "HAUTE-GARONNE", "555", "31000 TOULOUSE", 1.4442, 43.6047),
    Town("33", "GIRONDE", "063", "33000 BORDEAUX", -0.5792, 44.8378),
    Town("34", "HERAULT", "172", "34000 MONTPELLIER", 3.8767, 43.6108),
    Town("35", "ILLE-ET-VILAINE", "238", "35000 RENNES", -1.6778, 48.1173),
    Town("37", "INDRE-ET-LOIRE", "261", "37000 TOURS", 0.6848, 47.3941),
    Town("38", "ISERE", "185", "38000 GRENOBLE", 5.7245, 45.1885),
    Town("44", "LOIRE-ATLANTIQUE", "109", "44000 NANTES", -1.5536, 47.2184),
    Town("49", "MAINE-ET-LOIRE", "007", "49000 ANGERS", -0.5632, 47.4784),
    Town("51", "MARNE", "454", "51100 REIMS", 4.0317, 49.2583),
    Town("54", "MEURTHE-ET-MOSELLE", "395", "54000 NANCY", 6.1844, 48.6921),
    Town("59", "NORD", "350", "59000 LILLE", 3.0573, 50.6292),
    Town("62", "PAS-DE-CALAIS", "041", "62000 ARRAS", 2.7775, 50.2910),
    Town("64", "PYRENEES-ATLANTIQUES", "445", "64000 PAU", -0.3708, 43.2951),
    Town("66", "PYRENEES-ORIENTALES", "136", "66000 PERPIGNAN", 2.8956, 42.6887),
    Town("67", "BAS-RHIN", "482", "67000 STRASBOURG", 7.7521, 48.5734),
    Town("74", "HAUTE-SAVOIE", "010", "74000 ANNECY", 6.1294, 45.8992),
    Town("75", "PARIS", "113", "75013 PARIS", 2.3561, 48.8286),
    Town("75", "PARIS", "118", "75018 PARIS", 2.3481, 48.8925),
    Town("76", "SEINE-MARITIME", "540", "76000 ROUEN", 1.0993, 49.4432),
    Town("77", "SEINE-ET-MARNE", "288", "77000 MELUN", 2.6554, 48.5421),
    Town("78", "YVELINES", "646", "78000 VERSAILLES", 2.1301, 48.8014),
    Town("80", "SOMME", "021", "80000 AMIENS", 2.2957, 49.8941),
    Town("86", "VIENNE", "194", "86000 POITIERS", 0.3404, 46.5802),
    Town("87", "HAUTE-VIENNE", "085", "87000 LIMOGES", 1.2611, 45.8336),
    Town("91", "ESSONNE", "228", "91000 EVRY COURCOURONNES", 2.4295, 48.6240),
    Town("92", "HAUTS-DE-SEINE", "050", "92000 NANTERRE", 2.2069, 48.8924),
    Town("93", "SEINE-SAINT-DENIS", "048", "93100 MONTREUIL", 2.4484, 48.8638),
    Town("94", "VAL-DE-MARNE", "081", "94400 VITRY SUR SEINE", 2.3928, 48.7875),
    Town("95", "VAL-D'OISE", "127", "95000 CERGY", 2.0389, 49.0364),
    Town("9A", "GUADELOUPE", "105", "97100 BASSE TERRE", -61.7260, 15.9971, 5490),
    Town("9A", "GUADELOUPE", "123", "97133 ST BARTHELEMY", -62.8280, 17.8990, 5490),
    Town("9B", "MARTINIQUE", "209", "97200 FORT DE FRANCE", -61.0588, 14.6161, 5490),
    Town("9C", "GUYANE", "302", "97300 CAYENNE", -52.3135, 4.9224, 2972),
    Town("9D", "LA REUNION", "411", "97400 ST DENIS", 55.4504, -20.8907, 2975),
    Town("9E", "ST PIERRE ET MIQUELON", "502", "97500 ST PIERRE", -56.1757, 46.7811, 32621),
    Town("9F", "MAYOTTE", "611", "97600 MAMOUDZOU", 45.2279, -12.7806, 4471),
)


class Category(NamedTuple):
    """An official category: code, label, group's code and label; and how such places begin their names."""

    code: str
    label: str
    group: str
    group_label: str
    opening: str


CATEGORIES = (
    Category(
        "500", "Etablissement d'hébergement pour personnes âgées dépendantes", "4401",
        "Etablissements d'Hébergement pour Personnes Âgées", "EHPAD",
    ),
    Category("355", "Centre Hospitalier (C.H.)", "1102", "Centres Hospitaliers", "CENTRE HOSPITALIER"),
    Category(
        "156", "Centre Médico-Psychologique (C.M.P.)", "1111",
        "Autres Etablissements de Lutte contre les Maladies Mentales", "CMP",
    ),
    Category(
        "246", "Etablissement et Service d'Aide par le Travail (E.S.A.T.)", "4302",
        "Etab.et Services de Travail Protégé pour Adultes Handicapés", "ESAT",
    ),
    Category(
        "255", "Maison d'Accueil Spécialisée (M.A.S.)", "4301",
        "Etab. et Services d'Hébergement pour Adultes Handicapés", "MAS",
    ),
    Category(
        "382", "Foyer de Vie pour Adultes Handicapés", "4301",
        "Etab. et Services d'Hébergement pour Adultes Handicapés", "FOYER DE VIE",
    ),
    Category(
        "214", "Centre Hébergement & Réinsertion Sociale (C.H.R.S.)", "4501",
        "Etablissements pour Adultes et Familles en Difficulté", "CHRS",
    ),
    Category(
        "223", "Protection Maternelle et Infantile (P.M.I.)", "2202",
        "Etablissements de PMI et de Planification Familiale", "PMI",
    ),
    Category(
        "340", "Service mandataire judiciaire à la protection des majeurs", "4608",
        "Protection des majeurs", "SERVICE MJPM",
    ),
)  # fmt: skip

NAMES = (
    "LES TILLEULS", "LA ROSERAIE", "LE CLOS FLEURI", "LES GENÊTS", "LE VAL FLEURI", "LA CHÊNAIE",
    "LES GLYCINES", "LE PRÉ VERT", "LES HIRONDELLES", "LA SOURCE", "LES MARRONNIERS", "LE MOULIN BLEU",
    "LES COQUELICOTS", "LA CLAIRIÈRE", "LES BRUYÈRES", "L'OLIVERAIE", "LES ALOUETTES", "LE GRAND JARDIN",
    "LES PEUPLIERS", "LA FONTAINE", "LES CERISIERS", "LE PONT NEUF", "LES ACACIAS", "LA COLLINE",
    "LES MIMOSAS", "L'AMANDIER", "LES LAVANDES", "LE VIEUX PORT", "LES PLATANES", "LA PASSERELLE",
    "LES NÉNUPHARS", "LE BELVÉDÈRE", "LES CHARMILLES", "LA MÉSANGE", "LES OISEAUX", "L'HORIZON",
    "LES QUATRE VENTS", "LE SOLEIL LEVANT", "LES JONQUILLES", "LA PRAIRIE", "LES AUBÉPINES", "LE HAMEAU",
    "LES CÈDRES", "LA BOUSSOLE", "LES ÉRABLES", "LE RELAIS", "LES BLEUETS", "L'ÉTAPE", "LES VIOLETTES",
    "LA HAIE VIVE", "LES FOUGÈRES", "LE PHARE", "LES PERVENCHES", "LA GARENNE", "LES SORBIERS", "L'ESCALE",
    "LES ROMARINS", "LE BOIS JOLI", "LES IRIS", "LA VOILE BLANCHE",
)  # fmt: skip
STREETS = ("DES ECOLES", "DE LA GARE", "DU MARCHE", "DES LILAS", "DE LA MAIRIE", "DU STADE", "DE LA PAIX")
