/** English words whose forms no rule of endings brings together, and words that stand for each other. */

const forms = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\s+/).flatMap(group => {
      const [base, ...others] = group.split(',') as [string, ...string[]];
      return others.map(other => [other, base] as const);
    }),
  );

/** A form to its base: `met` to `meet`. Forms that are as often another word (`left`, `rose`) are not in it. */
export const irregularForms: ReadonlyMap<string, string> = forms(
  `meet,met buy,bought sell,sold eat,ate,eaten drink,drank,drunk go,went,gone come,came see,saw,seen
  write,wrote,written read,reads speak,spoke,spoken tell,told say,said think,thought know,knew,known
  give,gave,given take,took,taken bring,brought catch,caught teach,taught find,found lose,lost keep,kept
  send,sent spend,spent lend,lent build,built pay,paid make,made do,did,done run,ran swim,swam,swum
  drive,drove,driven ride,rode,ridden fly,flew,flown fall,fell,fallen break,broke,broken
  choose,chose,chosen steal,stole,stolen wake,woke,woken wear,wore,worn begin,began,begun
  sing,sang,sung ring,rang,rung win,won fight,fought sleep,slept feel,felt hear,heard hold,held
  stand,stood understand,understood forget,forgot,forgotten forgive,forgave,forgiven get,got,gotten
  hide,hid,hidden throw,threw,thrown grow,grew,grown draw,drew,drawn blow,blew,blown sit,sat
  shoot,shot hang,hung dig,dug stick,stuck sink,sank,sunk freeze,froze,frozen shake,shook,shaken
  become,became weigh,weight lead,led feed,fed bleed,bled breed,bred light,lit bite,bitten
  hurt,hurts burn,burnt learn,learnt dream,dreamt spell,spelt swear,swore,sworn tear,tore,torn
  child,children man,men woman,women foot,feet tooth,teeth mouse,mice goose,geese person,people
  wife,wives knife,knives leaf,leaves half,halves shelf,shelves city,cities
  good,better,best bad,worse,worst`.trim(),
);

const groups = `job,work,profession,occupation,living,career,employ
  doctor,physician,dr
  buy,purchase
  fix,repair,mend
  city,town
  flat,apartment
  holiday,vacation
  trip,journey,travel
  movie,film
  ill,sick
  birthday,born,birth
  car,vehicle
  child,kid,baby
  phone,call,telephone
  money,cash,euro,dollar
  price,cost
  owe,debt
  start,begin
  finish,complete
  mother,mum,mom
  father,dad
  picture,photo,photograph
  present,gift
  shop,store
  bike,bicycle
  favourite,favorite
  colour,color
  appointment,booking
  pet,dog,cat
  wedding,marry,married,marriage
  quit,resign
  scared,afraid,frightened
  happy,glad
  angry,furious
  big,large
  surgery,operation
  hospital,clinic
  rent,lease
  street,road
  cook,recipe
  lawyer,solicitor
  plane,flight
  university,college`;

/** Words that may stand where another is asked for, both ways; folded, not stemmed. */
export const relatedWords: ReadonlyMap<string, readonly string[]> = new Map(
  groups.split('\n').flatMap(line => {
    const group = line.trim().split(',');
    return group.map(word => [word, group.filter(other => other !== word)] as const);
  }),
);
