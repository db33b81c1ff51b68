/** The words that comments are made of which stand for code that is left out, in one human language. */
export interface LeftOutWords {
  /** The letters that it is written with: without one of them, a comment is in another language. */
  script: RegExp;
  /** Words that say that there is more: "existing", "rest of". */
  more: string;
  /** Words that say so as well, but head a part of real code as often: "other". */
  other: string;
  /** Words for code in general: "methods". */
  code: string;
  /** Words that say that it stays, or is not shown: "remain the same", "omitted". */
  stays: string;
  /** Words that mean nothing here: articles, prepositions. */
  filler: string;
  /** True when words are written without spaces between them, or with endings: then no word border is looked for. */
  isJoined?: boolean;
}

const latin = /\p{Script=Latin}/u;

const english: LeftOutWords = {
  script: latin,
  more: 'rest|remaining|remainder|existing|previous|original|preceding|everything else',
  other: 'others?',
  code: 'codes?|codebase|files?|functions?|methods?|class(?:es)?|implementations?|logic|imports?|exports?|fields?|properties|property|props|tests?|cases?|test cases?|routes?|routers?|handlers?|items?|elements?|contents?|components?|hooks?|styles?|rules?|config(?:uration)?s?|settings|options|entries|entry|lines?|statements?|declarations?|definitions?|variables?|constants?|types?|parameters?|attributes?|columns?|sections?|body|bodies|setup|helpers?|endpoints?|members?|constructors?|dependencies|scripts?|services?|steps?|jobs?|html|markup|jsx|css|stuff|parts?|blocks?|modules?|middlewares?|validations?|checks?|initiali[sz]ation|getters?|setters?|accessors?|queries|query|loops?|switch|tables?|selectors?|mixins?|arguments?|branches|enum values|things|details|document|page|template|text|paragraphs?|chapters?|snippets?|rows?|reducers?|actions?|states?|effects?|operations?|providers?|resources?|targets?|tags?|children|nodes?|interfaces?|structs?|traits?|overloads?|commands?|plugins?|packages?|includes?|headers?|annotations?|decorators?|fixtures?|mocks?|assertions?|script',
  stays:
    "(?:remains?|remained|stays?|stayed|is|are|was|were|keep|kept|keeps|leave|left|leaving|be|being)(?: (?:exactly|completely|all|just|entirely|totally|still))? (?:the same|as[ -]is|as it is|as they are|as it was|as they were|as before|unchanged|untouched|unmodified|unaltered|intact|identical|omitted|elided|skipped|not shown|hidden|truncated|the way (?:it is|they are))|unchanged|untouched|unmodified|unaltered|as[ -]is|as before|as previously|as in (?:the )?original|see (?:the )?original|same (?:code |logic |implementation )?as (?:before|the original|in the original|in your (?:code|version|file)|previously|earlier)|the same|identical(?: to (?:before|the original))?|remains?|stays?|continues?|(?:omitted|elided|skipped|snip(?:ped)?|truncated|abbreviated|collapsed|left out)(?: here)?(?: for (?:the sake of )?(?:brevity|clarity|conciseness|simplicity))?|for (?:the sake of )?(?:brevity|clarity|conciseness|simplicity)|not (?:shown|changed|modified|affected|included|repeated)|no (?:other )?changes?(?: (?:needed|required|necessary|made))?|(?:does|do|did) not change|don't change|doesn't change|nothing (?:else )?(?:changes|changed|to change)|go(?:es)? here|left out|remains? in place|stays? in place|etc|and so on|keep|kept|leave|retain(?:ed)?|preserved?",
  filler:
    'all|more|additional|further|various|similar(?:ly)?|your|current|old|earlier|else|remain|the|of|in|on|at|this|these|those|that|a|an|and|or|as|is|are|be|to|for|here|there|it|its|with|from|exactly|just|also|both|any|still|will|should|would|can|please|do|below|above|before|after|follow(?:s|ing)?|now|then|where|same|note|todo|code|inside|within|between|our|their|such|like|but|so|also|up|down|only|changes?|add|put|insert|include|continue|paste|you|have|had|already|been|which|what|was|were|i|we|not|no|unrelated|other',
};

const german: LeftOutWords = {
  script: latin,
  more: 'rest|restliche[rsnm]?|übrige[rsnm]?|verbleibende[rsnm]?|bestehende[rsnm]?|vorhandene[rsnm]?|existierende[rsnm]?|bisherige[rsnm]?|vorherige[rsnm]?|ursprüngliche[rsnm]?|alles andere|originale?[rsnm]?|original',
  other: 'andere[rsnm]?|weitere[rsnm]?|sonstige[rsnm]?',
  code: 'codes?|quellcodes?|quelltexte?s?|datei(?:en)?|funktion(?:en)?|methoden?|klassen?|implementierung(?:en)?|umsetzung|logik|importe?|felder?|eigenschaft(?:en)?|tests?|testfälle|fälle|routen|einträge?|elemente?|inhalte?s?|komponenten?|stile|regeln|konfiguration(?:en)?|einstellungen|optionen|zeilen|anweisungen|deklaration(?:en)?|definition(?:en)?|variablen?|konstanten?|typen|parameter|attribute|spalten|abschnitte?|teile?|teil|imports|hilfsfunktionen|skripte?|schritte|programms?|dokuments?|moduls?|textes?|styles',
  stays:
    'bleib(?:t|en)(?: (?:alle|genau|so))*(?: (?:unverändert|gleich|erhalten|bestehen|wie (?:bisher|zuvor|vorher|gehabt|sie sind|er ist|es ist)|identisch|dieselben?|so))?|unverändert(?:e[rsnm]?)?|wie (?:bisher|gehabt|zuvor|vorher|oben)|ausgelassen|weggelassen|gekürzt|der kürze (?:halber|wegen)|nicht (?:geändert|verändert|gezeigt)|keine (?:weiteren )?änderung(?:en)?(?: (?:nötig|notwendig|erforderlich))?|beibehalten|identisch|gleich|belassen|usw|folgt|folgen',
  filler:
    'alle[rsnm]?|alte[rsnm]?|der|die|das|des|dem|den|dieser?|dieses|ein|eine[rsnm]?|und|oder|ist|sind|wird|werden|hier|von|vom|zu|zur|zum|im|in|so|auch|noch|ab|für|kommt|steht|ihr|euer|dein|deine?|wie|mit|genau|es',
};

const chinese: LeftOutWords = {
  script: /\p{Script=Han}/u,
  more: '其余|剩余|剩下|余下|原有|原来|原始|原本|现有|已有|既有|之前|先前|此前|以前|前面|后面|后续|上述',
  other: '其他|其它|更多',
  code: '代码|方法|函数|类|文件|内容|逻辑|实现|部分|导入|属性|字段|测试|用例|路由|配置|样式|组件|元素|项目|条目|列表项|定义|变量|常量|声明|语句|参数|接口|模块|设置|选项|步骤|依赖|脚本|处理|处理器|初始化|行|项',
  stays:
    '保持(?:原样|不变|一致|相同)|维持(?:原样|不变)|不变|原样保留|保留|保持|不做(?:任何)?(?:修改|更改|改动)|无需(?:修改|更改|改动)|没有(?:变化|改变|修改)|无(?:变化|改动|更改)|未(?:更改|修改|改动|变)|不需要(?:修改|更改)|省略|略去|略|与?(?:之前|原来|以前)(?:相同|一样|一致)|相同|一样|同上|同前|照旧|不动|继续',
  filler:
    '的|了|在|此处|这里|此|都|所有|全部|等|与|和|是|均|请|将|及|以及|为|处|你|您|本|该|一些|为了|简洁|起见|从略|这|里|以下|以上|上面|下面|和',
  isJoined: true,
};

const spanish: LeftOutWords = {
  script: latin,
  more: 'resto|restantes?|existentes?|demás|anterior(?:es)?|previ[oa]s?|original(?:es)?|todo lo demás',
  other: 'otr[oa]s?',
  code: 'código|archivo|fichero|métodos?|funci(?:ón|ones)|clases?|implementaci(?:ón|ones)|lógica|importaci(?:ón|ones)|imports?|propiedad(?:es)?|campos?|pruebas?|tests?|casos?|rutas?|elementos?|contenidos?|componentes?|estilos?|reglas?|configuraci(?:ón|ones)|opciones|líneas?|declaraci(?:ón|ones)|definici(?:ón|ones)|variables?|constantes?|tipos?|parámetros?|atributos?|columnas?|secci(?:ón|ones)|partes?|bloques?|entradas?|manejadores|cuerpo|programa|documento',
  stays:
    '(?:permanecen?|se mantienen?|quedan?|siguen?|continúan?|son|es|están?|sigue siendo|se quedan?)(?: (?:exactamente|todos?|todas?))?(?: (?:igual(?:es)?|(?:el|la|lo) mism[oa]|l[oa]s mism[oa]s|sin cambios|sin modificar|intact[oa]s?|como (?:antes|está|están|estaba)|aquí))?|sin (?:cambios|modificar|modificaciones|tocar)|igual(?: que antes)?|iguales|omitid[oa]s?|omite|no cambian?|como (?:antes|está|estaba)|tal cual|lo mismo|por brevedad|va aquí|mantener|conservar|dejar|no (?:se )?modifican?|etc',
  filler:
    'tod[oa]s?|actual(?:es)?|el|la|los|las|de|del|lo|y|o|a|al|con|por|para|un|una|que|en|este|esta|aquí|se|su|sus|tu|tus|arriba|abajo|ser|va|van|no|es|tal|como',
};

const french: LeftOutWords = {
  script: latin,
  more: "reste|suite|restant(?:e?s)?|existant(?:e)?s?|précédent(?:e)?s?|originale?s?|d'origine|tout le reste",
  other: 'autres?',
  code: 'code|fichier|méthodes?|fonctions?|classes?|implémentations?|logique|imports?|importations?|propriétés?|champs?|tests?|cas|routes?|éléments?|contenus?|composants?|styles?|règles?|configurations?|options|lignes?|déclarations?|définitions?|variables?|constantes?|types?|paramètres?|attributs?|colonnes?|sections?|parties?|blocs?|entrées?|corps|programme|document|gestionnaires',
  stays:
    '(?:restent?|demeurent?|sont|est|reste(?:nt)?)(?: (?:tous|toutes|exactement))?(?: (?:inchangée?s?|identiques?|les? mêmes?|la même|intacte?s?|tels? quels?|telles? quelles?|comme avant|ici))|inchangée?s?|identiques?(?: à avant)?|sans (?:changement|modification)s?|tels? quels?|telles? quelles?|comme (?:avant|précédemment)|omise?s?|non modifiée?s?|ne change(?:nt)? pas|pas de changements?|pour (?:plus de )?(?:brièveté|concision)|par souci de (?:brièveté|concision)|conserver|conservée?s?|garder|inchange|etc|va ici',
  filler:
    "tou(?:te)?s|anciens?|anciennes?|actuel(?:le)?s?|le|la|les|de|du|des|l'|d'|un|une|et|ou|à|au|aux|avec|pour|que|en|ce|cette|ces|ici|se|son|sa|ses|votre|vos|ci-dessus|ci-dessous|est|sont|reste|restent|dans|l|d",
};

const portuguese: LeftOutWords = {
  script: latin,
  more: 'restantes?|resto|existentes?|demais|anterior(?:es)?|prévi[oa]s?|origina(?:l|is)|tudo o (?:mais|resto)',
  other: 'outr[oa]s?',
  code: 'código|arquivo|ficheiro|métodos?|funç(?:ão|ões)|classes?|implementaç(?:ão|ões)|lógica|importaç(?:ão|ões)|imports?|propriedades?|campos?|testes?|casos?|rotas?|elementos?|itens|item|conteúdos?|componentes?|estilos?|regras?|configuraç(?:ão|ões)|opções|linhas?|declaraç(?:ão|ões)|definiç(?:ão|ões)|variáve(?:l|is)|constantes?|tipos?|parâmetros?|atributos?|colunas?|seç(?:ão|ões)|partes?|blocos?|entradas?|corpo|programa|documento',
  stays:
    '(?:permanecem?|mant[eé]m(?:-se)?|se mant[eé]m|mantêm(?:-se)?|ficam?|continuam?|são|é|estão|está)(?: (?:todos|todas|exatamente))?(?: (?:igua(?:l|is)|(?:o|a)s? mesm[oa]s?|sem (?:alterações|mudanças|alteração)|inalterad[oa]s?|intact[oa]s?|como (?:antes|está|estava)|aqui))|sem (?:alterações|alteração|mudanças?|modificações|modificação)|inalterad[oa]s?|igua(?:l|is)(?: a antes)?|omitid[oa]s?|não (?:muda|mudam|alterad[oa]s?|modificad[oa]s?)|como (?:antes|está|estava)|tal como está|por brevidade|mantid[oa]s?|manter|permanecem?|continua|etc|vai aqui|mesm[oa]s?',
  filler:
    'tod[oa]s?|atua(?:l|is)|o|a|os|as|de|do|da|dos|das|e|ou|ao|com|por|para|um|uma|que|em|no|na|este|esta|aqui|se|seu|sua|acima|abaixo|é|são|permanece',
};

const japanese: LeftOutWords = {
  script: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  more: '残り|既存|以前|元|従来|以降|前述|上記|オリジナル|それ以外',
  other: 'その他|他',
  code: 'コード|メソッド|関数|クラス|ファイル|内容|ロジック|実装|部分|インポート|プロパティ|フィールド|テスト|ルート|設定|スタイル|コンポーネント|要素|項目|アイテム|定義|変数|定数|宣言|処理|行|メンバー|引数|パラメータ|ソース|箇所|モジュール|ケース',
  stays:
    '変更(?:なし|無し|ありません|しません|はありません|はなし|しない|不要)|変わりません|変わらず|変わらない|そのまま(?:です|にする|にしてください)?|同じ(?:です)?|同様(?:です)?|同一|省略(?:します|しています|しました|されています)?|(?:以下|中|後|前)略|略|維持(?:します|する)?|不変|残します|残す|続く|続きます|入ります|入る|以下同様',
  filler:
    '現在|以下|の|は|が|を|に|と|も|で|です|ます|ここ|この|こちら|すべて|全て|全部|など|等|、|ため|簡潔に|する|まで|から|と同じ|これ|以外|へ',
  isJoined: true,
};

const korean: LeftOutWords = {
  script: /\p{Script=Hangul}/u,
  more: '나머지|기존|이전|원래|남은|원본',
  other: '다른|기타|그 ?외',
  code: '코드|메서드|메소드|함수|클래스|파일|내용|로직|구현|부분|임포트|속성|필드|테스트|라우트|설정|스타일|컴포넌트|요소|항목|아이템|정의|변수|상수|선언|처리|코드들|옵션|멤버|매개변수',
  stays:
    '그대로(?: ?유지(?:됩니다|합니다|됨|하세요)?)?(?:입니다|임)?|변경(?: ?사항)?(?:이|은)? ?(?:없음|없습니다|없이|되지 않음|되지 않습니다|하지 않음|안 ?함)|동일(?:합니다|함|하게)?|유지(?:됩니다|합니다|됨|하세요)?|같음|같습니다|생략(?:됨|합니다|했습니다|됩니다)?|변함 ?없음|변하지 않습니다|똑같습니다|이전과 같(?:음|습니다)|계속',
  filler:
    '모든|현재|의|은|는|이|가|을|를|에|와|과|도|로|들|여기|이곳|그|이하|모두|등|및|위|아래|입니다|함|간결(?:함|하게)?|위해|을 위해|에서',
  isJoined: true,
};

const russian: LeftOutWords = {
  script: /\p{Script=Cyrillic}/u,
  more: 'остальн(?:ой|ая|ое|ые|ого|ых|ую)|оставш(?:ий|ая|ее|иеся|ийся|аяся|ееся)(?:ся)?|существующ(?:ий|ая|ее|ие|его|их|ую)|предыдущ(?:ий|ая|ее|ие|его|их)|исходн(?:ый|ая|ое|ые|ого)|прежн(?:ий|яя|ее|ие)|вс[ёе] остальное|имеющийся|дальше|далее',
  other: 'друг(?:ой|ая|ое|ие|их)|прочи[ей]',
  code: 'кода?|файла?|метод(?:ы|а|ов)?|функци(?:я|и|й)|класс(?:ы|а|ов)?|реализаци[яию]|логик[аи]|импорт(?:ы|ов)?|свойств[ао]?|пол[яей]+|тест(?:ы|ов)?|случаи|маршрут(?:ы|ов)?|элемент(?:ы|ов)?|содержимое|компонент(?:ы|ов)?|стил[ией]+|правила?|конфигураци[яи]|настройки|параметр(?:ы|ов)?|опции|строк[аи]|объявлени[яе]|определени[яе]|переменн(?:ая|ые|ых)|константы|типы|атрибуты|столбцы|часть|части|блоки?|тело|обработчики|модуля?',
  stays:
    '(?:оста[её]тся|остаются|остался|остались|не меня(?:ется|ются))(?: (?:все|всё))?(?: (?:без изменений|прежн(?:им|ими|ей)|так(?:им|ой|ими) же|неизменн(?:ым|ой|ыми)|тем же|теми же|как (?:было|раньше|есть)))?|без изменений|неизменн(?:ым|ой|ыми|о|ый)|не измен(?:ен|ён|ился|илась|ились|яется|яются)|как (?:было|раньше|прежде|есть|и раньше)|то же самое|так(?:ой|ие) же|опущен[оаы]?|пропущен[оаы]?|для краткости|сокращено|сохранить|оставить|оставляем|и т\\.? ?д|здесь',
  filler:
    'старый|и|или|в|на|с|из|это|этот|эта|эти|здесь|тут|ваш|ваша|ваши|того|же|выше|ниже|как|по|до|после|все|всё|часть',
};

export const leftOutWords: readonly LeftOutWords[] = [
  english,
  german,
  chinese,
  spanish,
  french,
  portuguese,
  japanese,
  korean,
  russian,
];
