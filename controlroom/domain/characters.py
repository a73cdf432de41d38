"""Traditional Chinese characters as simplified ones, where texts are compared.

Owns: the pairs of characters, the traditional one first.
Law: a text is only made plainer, character by character; what has no pair stays.
Must not know: what is compared, and why.
"""

from __future__ import annotations

from typing import Final

_PAIRS: Final = """
這这 個个 嗎吗 麼么 麽么 們们 來来 買买 賣卖 錢钱 價价 貴贵 質质 貨货 發发 點点 沒没 還还 過过 會会 裡里 裏里 說说
話话 聲声 畫画 鏈链 鍵键 單单 訂订 購购 寶宝 優优 劃划 運运 費费 號号 碼码 顏颜 紅红 黃黄 藍蓝 綠绿 褲裤 裝装 廣广
東东 實实 騙骗 壞坏 聽听 見见 關关 開开 門门 問问 請请 謝谢 愛爱 歡欢 樂乐 讚赞 贊赞 緊紧 鬆松 長长 時时 間间 幾几
樣样 麗丽 為为 誰谁 對对 錯错 應应 該该 讓让 給给 與与 從从 後后 頭头 臉脸 髮发 膚肤 嬰婴 兒儿 媽妈 爺爷 鬧闹 語语
業业 專专 級级 紙纸 線线 網网 絡络 腳脚 襪袜 飾饰 環环 鑽钻 銀银 鐵铁 鍋锅 電电 燈灯 機机 腦脑 視视 頻频 塊块 條条
雙双 隻只 張张 盤盘 種种 類类 歲岁 齡龄 體体 驗验 試试 評评 論论 復复 複复 覆复 換换 讀读 寫写 記记 認认 識识 變变
處处 備备 夠够 無无 盡尽 歸归 當当 場场 報报 導导 戶户 務务 員员 態态 難难 險险 離离 遠远 邊边 轉转 輕轻 軟软 輸输
鮮鲜 鹹咸 麵面 飯饭 湯汤 雞鸡 魚鱼 豬猪 鴨鸭 蝦虾 藥药 醫医 療疗 傷伤 癢痒 瘡疮 斷断 舊旧 擔担 擇择 據据 損损 搶抢
掛挂 數数 曬晒 書书 極极 榮荣 樹树 橋桥 歷历 殺杀 氣气 漲涨 滿满 濕湿 溫温 熱热 燙烫 爛烂 獎奖 獨独 現现 產产 異异
監监 盜盗 睏困 矯矫 禮礼 積积 窮穷 筆笔 節节 範范 糧粮 約约 純纯 細细 終终 結结 絕绝 統统 經经 維维 緩缓 總总 織织
繡绣 續续 罵骂 罰罚 義义 聯联 聰聪 職职 腫肿 膽胆 臺台 舉举 萬万 葉叶 藝艺 蘋苹 蠟蜡 補补 襯衬 規规 覺觉 親亲 觀观
訊讯 設设 許许 詐诈 詳详 誇夸 誤误 調调 談谈 證证 譽誉 護护 豐丰 負负 責责 貼贴 賞赏 賠赔 趕赶 躍跃 車车 較较 載载
輛辆 轟轰 辦办 農农 連连 進进 週周 遊游 達达 違违 遲迟 選选 遺遗 鄉乡 醜丑 釋释 鈔钞 鉤钩 錄录 鎖锁 鏡镜 閃闪 閉闭
闆板 陽阳 陰阴 隊队 階阶 際际 隨随 雜杂 雲云 霧雾 靜静 響响 頁页 順顺 預预 領领 題题 願愿 顧顾 顯显 風风 飛飞 餓饿
養养 館馆 馬马 駕驾 騷骚 驚惊 鬥斗 鹽盐 齊齐 齒齿 龍龙 滷卤 虧亏 啞哑 嚇吓 圖图 團团 圓圆 國国 墊垫 壓压 夥伙 奪夺
學学 寧宁 將将 尋寻 屬属 島岛 帶带 師师 幫帮 強强 彈弹 徵征 悶闷 惡恶 慣惯 憑凭 懷怀 戲戏 戰战 擠挤 擺摆
"""

SIMPLER: Final = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
"""Traditional character → the simplified one."""


def simplified(text: str) -> str:
    """Return a text in simplified characters."""
    return text if text.isascii() else text.translate(SIMPLER)
