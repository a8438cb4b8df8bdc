"""The words by which mail programs mark what they quote: data, in the languages their makers ship. All of it is matched case-folded."""

# "… wrote:", wherever in the line it stands.
WROTE = (
    *("wrote", "writes", "schrieb", "schreibt", "a écrit", "a ecrit", "écrivait", "escribió", "escribio"),
    *("escribe", "escreveu", "ha scritto", "scrive", "het volgende geschreven", "schreef", "geschreven"),
    *("skrev", "skrev følgende", "skrifaði", "kirjoitti", "napisał", "napisała", "napisał(a)", "pisze"),
    *("napsal", "napsala", "napsal(a)", "napísal", "napísala", "je napisao", "je napisal", "írta", "írja"),
    *("a scris", "написал", "написала", "написал(а)", "пишет", "написав", "пише", "έγραψε", "yazdı", "şunu yazdı"),
    *("va escriure", "ha escrit", "đã viết", "viết", "menulis", "menulis:", "เขียนว่า", "เขียน", "写道", "寫道", "wrote："),
    *("님이 작성", "작성", "のメール", "書きました", "さんは書きました", "כתב", "כתבה", "כתב/ה", "مأت", "كتب", "كتبت"),
)  # fmt: skip

# What such a line begins with, where it does not begin with a date or a name.
LEADS = (
    *("on", "at", "am", "le", "el", "il", "op", "em", "den", "dne", "dňa", "dana", "dnia", "w dniu", "em dia"),
    *("på", "pe", "la", "tarihinde", "στις", "на", "в", "ngày", "vào", "pada", "tanggal", "เมื่อ", "在", "于", "於"),
    *("a", "ב", "ביום", "בתאריך", "في", "بتاريخ", "ti", "ma", "ke", "to", "pe", "la", "su", "óg"),
)  # fmt: skip

WEEKDAYS = (
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "mié", "jue", "jeu", "vie", "ven"),
    *("sáb", "sab", "sam", "dom", "dim", "seg", "ter", "qua", "qui", "sex", "gio", "mo.", "di.", "mi.", "do."),
    *("fr.", "sa.", "so.", "man", "tir", "ons", "tor", "fre", "lør", "søn", "lör", "sön", "pon", "wto", "wt.", "śr"),
    *("czw", "pt.", "sob", "niedz", "понед", "вторн", "среда", "четве", "пятни", "субб", "воскр", "пн", "вт", "ср"),
    *("чт", "пт", "сб", "вс", "maa", "tii", "kes", "tors", "per", "lau", "sun", "יום", "pzt", "sal", "çar", "paz"),
)  # fmt: skip

# The first label of a block of headers: who wrote.
FROM = (
    *("from", "von", "de", "da", "från", "fra", "van", "od", "от", "від", "от кого", "lähettäjä", "kimden", "gönderen"),
    *("feladó", "expéditeur", "remitente", "mittente", "afzender", "nadawca", "από", "odesílatel", "odosielateľ"),
    *("发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "보낸사람", "מאת", "من", "dari", "từ", "จาก", "de la"),
)  # fmt: skip

# The labels that stand beside it.
BESIDE = (
    *("sent", "date", "to", "cc", "bcc", "subject", "reply-to", "organization", "sent on", "importance"),
    *("gesendet", "datum", "an", "betreff", "antwort an", "antworten an", "kopie", "wichtigkeit"),
    *("envoyé", "envoyé le", "à", "objet", "répondre à", "enviado", "enviado el", "enviada em", "enviado em"),
    *("fecha", "para", "asunto", "assunto", "responder a", "data", "inviato", "a", "oggetto", "risposta"),
    *("verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "kopia", "sendt", "til", "emne", "dato"),
    *("wysłano", "do", "temat", "odesláno", "komu", "předmět", "predmet", "odoslané", "lähetetty", "päiväys"),
    *("vastaanottaja", "aihe", "gönderilme", "gönderildi", "tarih", "kime", "konu", "elküldve", "címzett"),
    *("dátum", "tárgy", "trimis", "către", "subiect", "отправлено", "дата", "кому", "копия", "тема", "надіслано"),
    *("στάλθηκε", "προς", "θέμα", "ημερομηνία", "发送时间", "發送時間", "收件人", "收件者", "日期", "抄送", "主题", "主旨"),
    *("送信日時", "日付", "宛先", "件名", "보낸 날짜", "날짜", "받는 사람", "제목", "נשלח", "תאריך", "אל", "נושא", "העתק"),
    *("التاريخ", "تاريخ", "إلى", "الموضوع", "dikirim", "kepada", "perihal", "ngày", "đến", "chủ đề", "ถึง", "เรื่อง"),
)  # fmt: skip

# What stands between dashes above a quoted or forwarded mail.
SEPARATORS = (
    *("original message", "original appointment", "forwarded message", "forwarded by", "reply message"),
    *("ursprüngliche nachricht", "originalnachricht", "original-nachricht", "weitergeleitete nachricht"),
    *("message d'origine", "message d’origine", "message original", "message transféré", "mensaje original"),
    *("mensaje reenviado", "mensagem original", "mensagem encaminhada", "messaggio originale"),
    *("messaggio inoltrato", "messaggio di inoltro", "oorspronkelijk bericht", "origineel bericht"),
    *("doorgestuurd bericht", "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande"),
    *("oprindelig meddelelse", "videresendt meddelelse", "opprinnelig melding", "videresendt melding"),
    *("wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "původní zpráva", "pôvodná správa"),
    *("přeposlaná zpráva", "eredeti üzenet", "továbbított üzenet", "mesaj original", "mesaj redirecționat"),
    *("alkuperäinen viesti", "välitetty viesti", "orijinal ileti", "özgün ileti", "i̇letilen ileti"),
    *("исходное сообщение", "пересылаемое сообщение", "переадресованное сообщение", "αρχικό μήνυμα"),
    *("原始邮件", "原始郵件", "转发邮件", "轉寄郵件", "元のメッセージ", "転送メッセージ", "원본 메시지", "전달된 메시지"),
    *("הודעה מקורית", "הודעה שהועברה", "الرسالة الأصلية", "رسالة محولة"),
)  # fmt: skip

# A whole line (of a quote) above a mail that was passed on.
PASSED_ON = (
    *("begin forwarded message", "anfang der weitergeleiteten nachricht", "début du message réexpédié"),
    *("début du message transféré", "inicio del mensaje reenviado", "início da mensagem encaminhada"),
    *("inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev", "videresendt besked"),
    *("начало переадресованного сообщения", "początek przekazywanej wiadomości", "转发的邮件", "以下是转发的邮件"),
)  # fmt: skip

# How phones and programs sign in their owners' stead.
SENT_FROM = (
    *("sent from", "sent via", "sent by", "sent using", "sent with", "get outlook for", "gesendet von", "gesendet mit"),
    *("von meinem", "diese nachricht wurde von meinem", "envoyé de", "envoyé depuis", "envoyé à partir", "télécharger outlook"),
    *("enviado desde", "enviado de", "enviado do", "enviado a partir", "obtener outlook", "obter o outlook"),
    *("inviato da", "scarica outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met", "outlook voor"),
    *("skickat från", "skickat fran", "sendt fra", "hent outlook", "wysłane z", "pobierz outlook", "odesláno z"),
    *("odoslané z", "lähetetty", "hanki outlook", "gönderildi", "iphone'umdan", "elküldve", "trimis de pe"),
    *("отправлено с", "отправлено из", "надіслано з", "στάλθηκε από", "发自我的", "發自我的", "从我的", "iphoneから送信"),
    *("나의 iphone에서", "내 iphone에서", "נשלח מה", "נשלח מ", "أرسلت من", "dikirim dari", "được gửi từ", "ส่งจาก"),
)  # fmt: skip

# From what: only with one of these is a line such as "Sent from …" a program's and not its owner's.
DEVICES = (
    *("phone", "ipad", "android", "mobil", "móvil", "movil", "celular", "téléphone", "telephone", "telefon", "handy"),
    *("outlook", "mail", "yahoo", "samsung", "galaxy", "blackberry", "tablet", "huawei", "xiaomi", "nokia", "windows"),
    *("proton", "spark", "sparrow", "device", "gerät", "appareil", "dispositivo", "apparaat", "urządzeni", "zařízení"),
    *("телефон", "устройств", "手机", "携帯", "טלפון", "מכשיר", "אייפון", "هاتف", "جهاز", "มือถือ", "điện thoại"),
)  # fmt: skip
