/** The words that generated lives are made of: people, places, things, pastimes. */

const list = (text: string): readonly string[] =>
  text
    .split('|')
    .map(word => word.trim())
    .filter(Boolean);

/** Slot name to its values; `{thing}` in a template is filled from here. */
export const words: Readonly<Record<string, readonly string[]>> = {
  name: list(`Anna|Tomas|Mira|Jonas|Zoë|Łukasz|Priya|Hassan|Ingrid|Paolo|Beatriz|Kwame|Sofia|Dmitri|
    Yuki|Fatima|Oscar|Leonie|Marek|Aisling|Bram|Chiara|Davide|Elif|Femke|Gustav|Helga|Ivana|Jorge|Katya|
    Lorenzo|Magda|Nadia|Olek|Petra|Quentin|Rosa|Sven|Tamar|Ursula|Viktor|Wanda|Xenia|Yusuf|Zsófia|Alfie|
    Bettina|Carlos|Doreen|Emil|Frida|Gareth|Hannah|Ismail|Judit|Klaus|Lucía|Moritz|Nils|Ottilie|Pavel|
    Rafael|Siobhan|Tadeusz|Ulrich|Valeria|Wendel|Yannick|Zelda|Agnes|Boris|Clara|Dietmar|Eszter`),
  relative: list('sister|brother|cousin|aunt|uncle|niece|nephew|neighbour|flatmate|godmother'),
  city: list(`Lisbon|Ghent|Kraków|Turin|Bergen|Porto|Leipzig|Utrecht|Galway|Malmö|Ljubljana|Bristol|
    Seville|Tartu|Graz|Nantes|Aarhus|Bologna|Cork|Dresden|Girona|Zagreb|Tampere|Basel|Antwerp|Brno|Catania|
    Debrecen|Essen|Faro|Glasgow|Heidelberg|Innsbruck|Jena|Kaunas|Leeds|Maribor|Norwich|Odense|Palermo|
    Riga|Salzburg|Trieste|Uppsala|Valencia|Wrocław|York|Zürich|Arles|Bilbao|Cádiz|Delft|Exeter|Freiburg|
    Gdańsk|Hull|Inverness|Kiel|Lyon|Münster|Nijmegen|Oxford`),
  thing:
    list(`canoe|sewing machine|record player|bread oven|telescope|cargo bike|piano|chainsaw|tent|
    greenhouse|espresso machine|wood stove|kayak|loom|camera|typewriter|ladder|lawn mower|accordion|
    dehumidifier|bookcase|wheelbarrow|violin|microscope|trailer|printer|rowing machine|hammock|samovar|
    pottery wheel|drone|sofa|barometer|surfboard|rain barrel|cello|workbench|freezer|inflatable boat|
    metal detector|beehive|chess clock|unicycle|radio|pasta maker|wardrobe|air compressor|gramophone|
    standing desk|paraglider|sauna heater|clavichord|tandem|cement mixer|fish tank|saddle|anvil|
    slide projector|spinning wheel|trampoline|globe|harmonium`),
  hobby: list(`kayaking|bouldering|birdwatching|pottery|orienteering|fencing|archery|salsa dancing|
    choir practice|bookbinding|foraging|beekeeping|stargazing|ice skating|sailing|quilting|judo|chess|
    improv theatre|woodcarving|swimming|cheese making|badminton|calligraphy|squash|geocaching|rowing|
    yoga|horse riding|snorkelling|glassblowing|darts|lino printing|volleyball|metal casting|skateboarding|
    canyoning|felting|table tennis|whittling|parkour|mushroom hunting|boxing|tap dancing|curling|
    blacksmithing|juggling|surfing|macramé|cricket|water polo|lace making|handball|trail running|karaoke|
    life drawing|bread baking|frisbee|model trains|origami|tango`),
  event:
    list(`housewarming|allotment fair|book launch|tax seminar|jazz evening|school reunion|charity run|
    harvest festival|first aid course|film screening|chess tournament|street party|wine tasting|job fair|
    poetry slam|flea market|repair café|christening|retirement party|science night|open mic|vegan cook-off|
    lantern parade|bike rally|parents' evening|gallery opening|council hearing|carol concert|barn dance|
    regatta|language exchange|marathon expo|plant swap|town hall meeting|hackathon|silent retreat|
    antiques auction|dog show|quiz night|careers day|rowing gala|beer festival|photo walk|yard sale|
    blood drive|craft market|wedding in the vineyard|puppet show|summer fête|trade show|kite festival|
    storytelling circle|cheese fair|model railway day|memorial service|stargazing party|drum workshop|
    midsummer bonfire|orchard picnic|pancake race`),
  dish: list(`mushroom risotto|lentil soup|pierogi|shakshuka|beef stew|rhubarb crumble|sourdough|paella|
    ramen|plum cake|goulash|fish pie|dal|moussaka|gnocchi|apple strudel|kimchi|pad thai|borscht|tiramisu|
    chili|falafel|ratatouille|cinnamon buns|tamales|quiche|onion tart|laksa|pumpkin curry|cornbread|
    empanadas|pavlova|stuffed peppers|bibimbap|clam chowder|lemon tart|tabbouleh|jerk chicken|soda bread|
    katsu curry|baklava|nettle soup|cassoulet|pelmeni|frittata|bouillabaisse|feijoada|dumplings|jambalaya|
    spanakopita|carrot cake|satay|panzanella|kedgeree|gazpacho|fondue|ceviche|haggis|trifle|okonomiyaki`),
  job: list(`repairs church organs|drives the night tram|teaches Braille|inspects bridges|restores oil paintings|
    brews cider|translates patents|trains guide dogs|tunes pianos|runs a ferry|designs board games|
    teaches sign language|cuts stained glass|keeps the lighthouse museum|sells antique maps|writes obituaries|
    bakes for a hospital|surveys bats|fits hearing aids|grafts fruit trees|edits subtitles|checks lifts|
    builds violins|runs a launderette|paints ship hulls|dubs cartoons|farms oysters|programs traffic lights|
    restores carousels|reads gas meters|weaves carpets|makes prosthetic hands|runs a bird hospital|
    plans cemeteries|tests parachutes|calibrates scales|manages a dairy|photographs insects|conducts a brass band|
    sharpens skates|draws street maps|repairs zips|runs the observatory café|looks after penguins|makes saddles|
    audits fisheries|teaches welding|drives a snow plough|grows saffron|judges dog shows|sets crosswords|
    mends fishing nets|carves headstones|cleans aquariums|dispatches ambulances|tastes tea|archives newspapers|
    rents out tractors|stages fireworks|fits church bells`),
  shop: list(`the corner chemist|Brandt's hardware|the market hall|Molina's bakery|the station kiosk|
    the co-op|Fenwick's|the garden centre|the harbour chandler|Old Mill Books|the bike kitchen|Weber optics|
    the charity shop|the tool library|Nowak's deli|the print shop|Kaya's tailoring|the farm gate|the ironmonger|
    Studio Vela|the music exchange|Larsson's|the recycling yard|the wholefood store|the salvage barn|
    the cheese counter|Petrov Watches|the map room|the outdoor outlet|the night pharmacy|the seed bank|
    the upholsterer|Duval's|the aquarium shop|the department store|the camera corner|the paper mill|
    the spice cellar|the lamp workshop|the shoe mender|Hill Street framing|the wool shed|the glass yard|
    the tile depot|the fish quay|the herb nursery|the second-hand barn|the comics cave|Yilmaz carpets|
    the clock hospital|the pet store on Elm Row|the tea importer|the brewery shop|the stamp fair|
    the vintage attic|the button box|the scooter garage|the honey stall|the candle works|the potter's yard`),
  spot: list(`under the stairs|behind the boiler|in the blue suitcase|on top of the wardrobe|in the bottom drawer|
    at my parents' place|in the garage loft|inside the piano stool|in the tin with the buttons|behind the paint cans|
    in the glove box|beside the meter cupboard|in the guest room|under the workbench|in the freezer drawer|
    in the old rucksack|in the shed by the ladder|on the top shelf of the pantry|in the umbrella stand|
    behind the encyclopaedia|in the laundry basket|in locker 48|in the office safe|in the bike bag|
    under the spare mattress|in the hat box|in the cellar crate|in the desk tray|in the winter coat|
    behind the mirror|in the biscuit jar|with the Christmas lights|in the camper van|in the green folder|
    by the compost bin|in the sewing basket|in the attic trunk|inside the grandfather clock|on the fridge|
    in the tool chest|in the hallway bench|in the first-aid kit|under the sink|in the toy box|in the wine rack`),
  pet: list(`hamster|greyhound|cockatiel|tortoise|rabbit|ginger cat|dachshund|ferret|goldfish|pony|
    border collie|parrot|gecko|guinea pig|whippet|canary|hedgehog|donkey|beagle|axolotl`),
  symptom:
    list(`sore back|stiff neck|migraine|tennis elbow|hay fever|bad knee|sprained ankle|tooth pain|
    rash on the arm|ringing ear|swollen wrist|insomnia|cramp in the calf|heel pain|dry eyes|cough`),
  colour: list('red|blue|green|yellow|grey|white|black|orange|purple|brown|turquoise|cream'),
  weekday: list('Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday'),
  month: list(
    'January|February|March|April|May|June|July|August|September|October|November|December',
  ),
  number: list(
    '12|14|17|18|21|23|26|29|32|36|38|41|44|47|52|58|63|67|74|86|93|115|140|180|220|260',
  ),
  dayOfMonth: list('2nd|3rd|5th|7th|9th|11th|13th|16th|18th|19th|21st|22nd|24th|27th|29th'),
  subject:
    list(`Portuguese|statistics|sign language|Sanskrit|cooking|bookkeeping|astronomy|carpentry|
    Estonian|photography|Latin|drawing|law|botany|piano theory|first aid|programming|economics|Welsh|
    geology|Turkish|navigation|ceramics|history of art|Danish|nutrition|acoustics|Greek|typography|
    meteorology|Arabic|philosophy|anatomy|Basque|logic|archaeology|Finnish|chemistry|viticulture|Hindi|
    electronics|Irish|rhetoric|genetics|Catalan|optics|horticulture|Czech|accounting|marine biology|Swahili|
    composition|Hungarian|mechanics|Icelandic|forestry|screenwriting|Yiddish|geometry|Maltese|zoology`),
};

/** Sentences of no consequence; they mention the same people, places and things as the facts do. */
export const smallTalk: readonly string[] = [
  'Did you sleep well?',
  'The bus was late again this morning.',
  'I ran into {name} on the stairs, we only waved.',
  'What a grey week.',
  'I should really sort out the {thing} one of these days.',
  'Have you heard anything from {name} lately?',
  'Not really, everyone seems busy.',
  'Somebody in the office keeps talking about {city}.',
  'My phone battery is dying, one second.',
  'There was a documentary about {hobby} on last night.',
  'I fell asleep halfway through it.',
  'Coffee later?',
  'Sure, if the rain stops we could walk.',
  'The neighbours are drilling again.',
  'I cooked {dish} and burned half of it.',
  'Ha, that sounds about right.',
  'We talked about {city} for an hour and got nowhere.',
  'I saw a {thing} in a shop window and thought of you.',
  'Work has been all meetings since {weekday}.',
  'Nothing new here, just laundry and email.',
  '{name} sends regards, by the way.',
  'I keep meaning to try {hobby} myself.',
  'Remind me to water the plants.',
  'The internet was down until noon.',
  'It was nice to do nothing for once.',
  'Same here, I read a bit and went to bed.',
  'Are you coming to the {event}?',
  'I have not decided yet.',
  'Prices at {shop} have gone mad.',
  'Someone asked me about {subject} and I had no idea.',
  'I had {dish} at the canteen, quite decent.',
  'Let me know when you are around on {weekday}.',
  'My {relative} called twice and left no message.',
  "I can't find my keys again.",
  'The {colour} jacket is finally clean.',
  'Did you watch the match?',
  'Only the second half.',
  'I think I am getting a cold.',
  'Drink something hot then.',
  'The lift is broken, {number} steps with the shopping.',
  'We should do something outdoors soon.',
  'Good idea, maybe at the weekend.',
];
